//! Sign-in: with a password or with a code by e-mail, and with as many further steps as Clerk asks for.

mod by_email_code;
mod factors;
mod progress;
mod refusals;

use ambient::SECOND;
use app::api::{AppError, FieldError, WRONG_CREDENTIALS};
use app::backend::{Caller, SignInProgress};
use clerk::{SignInRequest, SignInStatus};

use super::service::BrowserSessionService;
use crate::sign_in_throttle::Try;

/// Clerk's codes for the ways in which an address and a password can be wrong. Which of them it was is
/// nobody's business, nor is whether there is an account that is banned or locked.
const WRONG: [&str; 12] = [
    "form_identifier_not_found",
    "form_password_incorrect",
    "form_password_or_identifier_incorrect",
    "form_param_format_invalid",
    "form_param_missing",
    "form_param_nil",
    "form_param_value_invalid",
    "form_conditional_param_missing",
    "strategy_for_user_invalid",
    "user_banned",
    "user_deactivated",
    "user_locked",
];

impl BrowserSessionService {
    /// Signs in with an address and a password, as far as these lead.
    pub(in crate::browser_sessions) async fn by_password(
        &self,
        caller: &Caller,
        email: &str,
        password: &str,
    ) -> Result<SignInProgress, AppError> {
        nobody_yet(caller)?;
        let attempt = self.admit(caller, email).await?;
        let request = SignInRequest::Password {
            identifier: present(email).to_owned(),
            password: present(password).into(),
        };
        let answer = match self.frontend.create_sign_in(None, &request).await {
            Ok(answer) => answer,
            Err(error) if is_wrong(&error) => {
                return Err(AppError::Invalid {
                    words: WRONG_CREDENTIALS.to_owned(),
                    fields: missing(&[EMAIL, PASSWORD], &[email, password]),
                });
            }
            Err(error) => {
                attempt.void();
                return Err(error.into());
            }
        };
        match answer.value.status {
            SignInStatus::Complete => attempt.right(),
            // The password was right, but whoever has it and guesses at the second factor must not be forgiven
            // those guesses by typing it again.
            SignInStatus::NeedsSecondFactor
            | SignInStatus::NeedsClientTrust
            | SignInStatus::NeedsNewPassword => attempt.void(),
            // Nothing was proven.
            _ => {}
        }
        self.advance(caller, None, email, answer).await
    }

    /// Lets a try pass, or says when to try again.
    pub(super) async fn admit(&self, caller: &Caller, account: &str) -> Result<Try<'_>, AppError> {
        let admitted = self.throttle.admit(caller.address, account).await;
        admitted.map_err(|early| AppError::too_many(seconds(early.wait)))
    }
}

/// Another's session in its place would leave behind what this one has open.
fn nobody_yet(caller: &Caller) -> Result<(), AppError> {
    match caller.own {
        Some(_) => Err(AppError::invalid(
            "You are signed in already. Sign out first.",
        )),
        None => Ok(()),
    }
}

fn is_wrong(error: &clerk::Error) -> bool {
    error.code().is_some_and(|code| WRONG.contains(&code))
}

/// What is left empty is looked up and compared like anything else, so that it takes as long: a space is
/// nobody's address and nobody's password.
fn present(typed: &str) -> &str {
    if typed.is_empty() { " " } else { typed }
}

const EMAIL: (&str, &str) = ("email", "Enter your email address.");
const PASSWORD: (&str, &str) = ("password", "Enter your password.");

/// What to enter, beside the sentence that is the same for all.
fn missing(fields: &[(&str, &str)], typed: &[&str]) -> Vec<FieldError> {
    let empty = fields
        .iter()
        .zip(typed)
        .filter(|(_, typed)| typed.is_empty());
    let error = |((field, words), _): (&(&str, &str), _)| FieldError {
        field: (*field).to_owned(),
        words: (*words).to_owned(),
    };
    empty.map(error).collect()
}

/// Whole seconds, none of them too short.
fn seconds(wait: ambient::Millis) -> u64 {
    u64::try_from(wait.max(1))
        .unwrap_or(1)
        .div_ceil(SECOND.unsigned_abs())
}
