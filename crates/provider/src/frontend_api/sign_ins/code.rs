//! Codes by e-mail: six digits, good for ten minutes and a few tries.

use clerk::types::SignInFactor;

use crate::errors::ApiError;
use crate::lifetimes::CODE;
use crate::mail::Letter;
use crate::store::sign_ins::SignInRow;
use crate::{Provider, views};

/// So often may a code be wrong.
const TRIES: i64 = 5;
/// The code of test addresses, as at Clerk.
const TEST_CODE: &str = "424242";

/// Which factor a code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    First,
    Second,
}

impl Step {
    fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// The factor of this strategy, if the sign-in offers it at this step.
    pub(super) fn offered(
        self,
        sign_in: &SignInRow,
        strategy: &str,
    ) -> Result<SignInFactor, ApiError> {
        let factors = match self {
            Self::First => &sign_in.first_factors,
            Self::Second => &sign_in.second_factors,
        };
        let factors = views::factors(factors.as_deref());
        let mut factors = factors.into_iter().flatten();
        let offered = factors.find(|factor| factor.strategy == strategy);
        offered.ok_or_else(ApiError::strategy_invalid)
    }
}

/// Puts a new code into the sign-in, and the letter with it, if `address` is that of somebody.
pub(super) fn issue(
    provider: &Provider,
    sign_in: &mut SignInRow,
    step: Step,
    address: Option<&str>,
) -> Option<Letter> {
    let now = provider.clock.now();
    // 424242 is only for test addresses, which get no letter.
    let is_test = address.is_some_and(|address| address.contains("+clerk_test"));
    let code = if is_test {
        TEST_CODE.to_owned()
    } else {
        six_digits(provider)
    };
    let digest = provider.instance.mac_keys.code_digest(&sign_in.id, &code);
    sign_in.code_step = Some(step.as_str().to_owned());
    sign_in.code_digest = Some(digest);
    sign_in.code_tries = 0;
    sign_in.code_expires_at = Some(now + CODE);
    sign_in.updated_at = now;
    let address = address.filter(|_| !is_test)?;
    let application = &provider.settings.application_name;
    Some(Letter {
        to: address.to_owned(),
        subject: format!("{code} is your {application} code"),
        text: format!(
            "Your code for {application} is {code}. It is good for ten minutes. If you did not ask for it, somebody else typed your address, and there is nothing to do."
        ),
        code,
        at: now,
    })
}

/// Looks at a code. What it changes in the sign-in is to be written also when it was wrong.
pub(super) fn check(
    provider: &Provider,
    sign_in: &mut SignInRow,
    step: Step,
    code: &str,
) -> Result<(), ApiError> {
    let now = provider.clock.now();
    let for_step = sign_in.code_step.as_deref() == Some(step.as_str());
    let Some(digest) = sign_in.code_digest.as_deref().filter(|_| for_step) else {
        return Err(ApiError::code_not_sent());
    };
    if sign_in.code_expires_at.is_none_or(|expires| now >= expires) {
        return Err(ApiError::code_expired());
    }
    if sign_in.code_tries >= TRIES {
        return Err(ApiError::code_failed());
    }
    let right = provider
        .instance
        .mac_keys
        .is_code(&sign_in.id, code, digest);
    sign_in.updated_at = now;
    // For nobody no code is right, whatever it is.
    if right && sign_in.user_id.is_some() {
        sign_in.code_digest = None;
        return Ok(());
    }
    sign_in.code_tries += 1;
    Err(ApiError::code_incorrect())
}

/// Has the letter delivered, off the async threads.
pub(super) async fn deliver(provider: &Provider, letter: Option<Letter>) -> Result<(), ApiError> {
    let Some(letter) = letter else {
        return Ok(());
    };
    let mail = provider.settings.mail.clone();
    let delivered = tokio::task::spawn_blocking(move || mail.deliver(&letter)).await;
    delivered
        .map_err(ApiError::internal)?
        .map_err(ApiError::internal)
}

fn six_digits(provider: &Provider) -> String {
    loop {
        let number = u32::from_le_bytes(provider.random.bytes::<4>());
        // What is above would favour the first numbers.
        if number < 4_294_000_000 {
            return format!("{:06}", number % 1_000_000);
        }
    }
}
