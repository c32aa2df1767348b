use clerk::types::{SignIn, SignInFactor, SignInStatus, Verification, VerificationStatus};

use crate::store::sign_ins::SignInRow;

/// The sign-in as its client sees it.
///
/// Nothing here depends on whether the identifier is anybody's: every identifier is answered with
/// "password", and `user_data` stays empty until the end (enumeration protection).
pub(crate) fn sign_in(row: &SignInRow) -> SignIn {
    let status = SignInStatus::from(row.status.as_str());
    let named = row.identifier.is_some();
    let password = || SignInFactor {
        strategy: "password".to_owned(),
        ..SignInFactor::default()
    };
    SignIn {
        id: row.id.clone(),
        supported_identifiers: vec!["email_address".to_owned(), "username".to_owned()],
        supported_first_factors: (named && status == SignInStatus::NeedsFirstFactor)
            .then(|| vec![password()]),
        first_factor_verification: row
            .verified_strategy
            .as_deref()
            .map(|strategy| Verification::new(strategy, VerificationStatus::Verified)),
        status,
        identifier: row.identifier.clone(),
        created_session_id: row.created_session_id.clone(),
        abandon_at: row.abandon_at,
        ..SignIn::default()
    }
}
