//! For which factor of a sign-in a code was sent.

use clerk::types::SignInFactor;

use crate::errors::ApiError;
use crate::frontend_api::codes;
use crate::mail::Letter;
use crate::store::sign_ins::SignInRow;
use crate::{Provider, views};

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
    let (code, letter) = codes::issue(provider, &sign_in.id, address);
    sign_in.code_step = Some(step.as_str().to_owned());
    sign_in.code = code;
    sign_in.updated_at = provider.clock.now();
    letter
}

/// Looks at a code. What it changes in the sign-in is to be written also when it was wrong.
pub(super) fn check(
    provider: &Provider,
    sign_in: &mut SignInRow,
    step: Step,
    code: &str,
) -> Result<(), ApiError> {
    if sign_in.code_step.as_deref() != Some(step.as_str()) {
        return Err(ApiError::code_not_sent());
    }
    sign_in.updated_at = provider.clock.now();
    let is_somebody = sign_in.user_id.is_some();
    codes::take(provider, &sign_in.id, &mut sign_in.code, code, is_somebody)
}
