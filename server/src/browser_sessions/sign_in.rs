//! How a sign-in begins: with a password, or with a code by e-mail.

use ambient::SECOND;
use app::api::{AppError, FieldError, WRONG_CREDENTIALS};
use app::backend::{Caller, FactorStep, Means, Offer, SignInAttempt, SignInProgress};
use clerk::{SignIn, SignInRequest, SignInStatus};

use super::factors::LIFE;
use super::service::BrowserSessionService;
use crate::sign_in_answer::why_not;
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
    pub(super) async fn by_password(
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

    /// Begins a sign-in with a code by e-mail. Nobody is told whether anybody has the address: where nobody has,
    /// there is a sign-in all the same, in which no code is right. Until a code is right it counts as a wrong try,
    /// so that nobody's letter box is filled.
    pub(super) async fn by_email_code(
        &self,
        caller: &Caller,
        email: &str,
    ) -> Result<SignInProgress, AppError> {
        nobody_yet(caller)?;
        if email.is_empty() {
            let fields = missing(&[EMAIL], &[email]);
            let words = "Nothing was sent. Please mend what is marked.".to_owned();
            return Err(AppError::Invalid { words, fields });
        }
        let attempt = self.admit(caller, email).await?;
        match self.begin_by_code(email).await {
            Ok(open) => self.begin_attempt(caller, &open).await,
            Err(error) => {
                attempt.void();
                Err(error)
            }
        }
    }

    async fn begin_by_code(&self, email: &str) -> Result<SignInAttempt, AppError> {
        let request = SignInRequest::Identifier {
            identifier: email.to_owned(),
        };
        let begun = match self.frontend.create_sign_in(None, &request).await {
            Ok(begun) => begun,
            Err(error) if is_wrong(&error) => return Ok(self.decoy(email)),
            Err(error) => return Err(error.into()),
        };
        let sign_in = begun.value;
        let (Some(token), Some(offer)) = (begun.client_token, email_offer(&sign_in)) else {
            return Err(AppError::invalid(&why_not(&sign_in)));
        };
        let to = offer.code_to().ok_or(AppError::Internal)?;
        let prepared = self
            .frontend
            .prepare_first_factor(&token, &sign_in.id, &to)
            .await;
        let token = match prepared {
            Ok(answer) => answer.client_token.unwrap_or(token),
            Err(error) if is_wrong(&error) => return Ok(self.decoy(email)),
            Err(error) => return Err(error.into()),
        };
        Ok(SignInAttempt {
            id: sign_in.id,
            client_token: Some(token),
            step: FactorStep::First,
            sent: Some(offer.key()),
            offers: vec![offer],
            account: email.to_owned(),
            expires_at: self.clock.now() + LIFE,
        })
    }

    /// A sign-in of nobody, which looks like any other.
    fn decoy(&self, email: &str) -> SignInAttempt {
        let offer = Offer {
            means: Means::EmailCode,
            id: Some(self.random.id("idn")),
            shown: String::new(),
            default: false,
        };
        SignInAttempt {
            id: self.random.id("sia"),
            client_token: None,
            step: FactorStep::First,
            sent: Some(offer.key()),
            offers: vec![offer],
            account: email.to_owned(),
            expires_at: self.clock.now() + LIFE,
        }
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

/// The way by e-mail, the primary address first.
fn email_offer(sign_in: &SignIn) -> Option<Offer> {
    if sign_in.status != SignInStatus::NeedsFirstFactor {
        return None;
    }
    let factors = sign_in.supported_first_factors.iter().flatten();
    let by_email = factors.filter(|factor| factor.strategy == "email_code");
    let factor = by_email.min_by_key(|factor| factor.primary != Some(true))?;
    Offer::of(factor, FactorStep::First)
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
