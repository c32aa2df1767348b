//! Sign-in that begins with a code by e-mail, and what it does not tell.

use app::api::AppError;
use app::backend::{Caller, FactorStep, Means, Offer, SignInAttempt, SignInProgress};
use clerk::{SignIn, SignInRequest, SignInStatus};

use super::progress::LIFE;
use super::{EMAIL, is_wrong, missing, nobody_yet};
use crate::browser_sessions::service::BrowserSessionService;
use crate::sign_in_answer::why_not;

impl BrowserSessionService {
    /// Begins a sign-in with a code by e-mail. Nobody is told whether anybody has the address: where nobody has,
    /// there is a sign-in all the same, in which no code is right. Until a code is right it counts as a wrong try,
    /// so that nobody's letter box is filled.
    pub(in crate::browser_sessions) async fn by_email_code(
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
