use clerk::types::{SignIn, SignInFactor, SignInStatus, Verification, VerificationStatus};

use crate::store::sent_code::SentCode;
use crate::store::sign_ins::SignInRow;

/// The sign-in as its client sees it.
///
/// Nothing here depends on whether the identifier is anybody's until the first factor is proven: what is offered was
/// written without looking at that, and `user_data` stays empty until the end (enumeration protection).
pub(crate) fn sign_in(row: &SignInRow) -> SignIn {
    let status = SignInStatus::from(row.status.as_str());
    let at = |wanted: SignInStatus, json: &Option<String>| {
        factors(json.as_deref().filter(|_| status == wanted))
    };
    SignIn {
        id: row.id.clone(),
        supported_identifiers: vec!["email_address".to_owned(), "username".to_owned()],
        supported_first_factors: at(SignInStatus::NeedsFirstFactor, &row.first_factors),
        supported_second_factors: at(SignInStatus::NeedsSecondFactor, &row.second_factors),
        first_factor_verification: factor_verification(
            row.verified_strategy.as_deref(),
            code_for(row, "first"),
        ),
        second_factor_verification: factor_verification(
            row.second_strategy.as_deref(),
            code_for(row, "second"),
        ),
        identifier: row.identifier.clone(),
        created_session_id: row.created_session_id.clone(),
        abandon_at: row.abandon_at,
        status,
        ..SignIn::default()
    }
}

/// What a sign-in offers, as its row has it.
pub(crate) fn factors(json: Option<&str>) -> Option<Vec<SignInFactor>> {
    json.map(|json| serde_json::from_str(json).expect("a row holds the factors that were written"))
}

/// The code that was sent for that factor.
fn code_for<'row>(row: &'row SignInRow, step: &str) -> Option<&'row SentCode> {
    Some(&row.code).filter(|_| row.code_step.as_deref() == Some(step))
}

/// How far the verification of a factor got: proven by that strategy, or a code is on its way for it.
pub(crate) fn factor_verification(
    proven: Option<&str>,
    code: Option<&SentCode>,
) -> Option<Verification> {
    let (strategy, status) = match proven {
        Some(strategy) => (strategy, VerificationStatus::Verified),
        None => ("email_code", VerificationStatus::Unverified),
    };
    if proven.is_none() && code.is_none() {
        return None;
    }
    let mut verification = Verification::new(strategy, status);
    if let Some(code) = code.filter(|_| strategy == "email_code") {
        verification.attempts = Some(code.tries);
        verification.expire_at = code.expires_at;
    }
    Some(verification)
}
