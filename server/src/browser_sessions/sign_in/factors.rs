//! The factors of a sign-in that is under way: codes are sent and proved.

use app::api::AppError;
use app::backend::{Caller, FactorStep, Offer, SignInAttempt, SignInProgress};
use clerk::SignInStatus;

use super::refusals::{is_about_the_code, wrong_code};
use crate::browser_sessions::service::BrowserSessionService;

impl BrowserSessionService {
    /// Sends a code, once more or by another way.
    pub(in crate::browser_sessions) async fn send_code_by(
        &self,
        caller: &Caller,
        way: &str,
    ) -> Result<(), AppError> {
        let (browser, mut open, offer) = chosen(caller, way)?;
        self.step(browser).await?;
        match self.send(&mut open, &offer).await {
            Ok(()) => Ok(self.store.set_sign_in(browser, &open).await?),
            Err(error) => Err(self.refused(browser, &mut open, &error).await?),
        }
    }

    /// Proves a factor with a code. Wrong ones count as wrong passwords do.
    pub(in crate::browser_sessions) async fn prove_factor(
        &self,
        caller: &Caller,
        way: &str,
        code: &str,
    ) -> Result<SignInProgress, AppError> {
        let (browser, mut open, offer) = chosen(caller, way)?;
        if code.trim().is_empty() {
            return Err(wrong_code("Enter the code."));
        }
        let attempt = self.admit(caller, &open.account).await?;
        if let Err(error) = self.step(browser).await {
            attempt.void();
            return Err(error);
        }
        let Some(token) = &open.client_token else {
            return Err(wrong_code("Incorrect code"));
        };
        let (frontend, proof) = (&self.frontend, offer.proof(code));
        let answer = match open.step {
            FactorStep::First => frontend.attempt_first_factor(token, &open.id, &proof).await,
            FactorStep::Second => {
                frontend
                    .attempt_second_factor(token, &open.id, &proof)
                    .await
            }
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                if !is_about_the_code(&error) {
                    attempt.void();
                }
                return Err(self.refused(browser, &mut open, &error).await?);
            }
        };
        if answer.value.status == SignInStatus::Complete {
            attempt.right();
        } else {
            attempt.void();
        }
        let account = open.account.clone();
        let advanced = self.advance(caller, Some(&open), &account, answer).await;
        if advanced.is_err() {
            // There is nothing to go on with: what came of it is a session that was ended again, or nothing.
            self.store.leave_sign_in(browser).await?;
        }
        advanced
    }

    /// Has Clerk send a code. To nobody nothing is sent, and nobody is told.
    pub(super) async fn send(
        &self,
        open: &mut SignInAttempt,
        offer: &Offer,
    ) -> Result<(), clerk::Error> {
        if let (Some(token), Some(to)) = (&open.client_token, offer.code_to()) {
            let answer = match open.step {
                FactorStep::First => {
                    self.frontend
                        .prepare_first_factor(token, &open.id, &to)
                        .await?
                }
                FactorStep::Second => {
                    self.frontend
                        .prepare_second_factor(token, &open.id, &to)
                        .await?
                }
            };
            open.client_token = answer.client_token.or_else(|| open.client_token.take());
        }
        open.sent = Some(offer.key());
        Ok(())
    }

    /// Takes one of the steps that are left, or gives the sign-in up.
    async fn step(&self, browser: &str) -> Result<(), AppError> {
        if self.store.take_step(browser).await? {
            return Ok(());
        }
        self.store.leave_sign_in(browser).await?;
        Err(AppError::invalid(
            "Too many codes were sent or tried in this sign-in. Begin again.",
        ))
    }
}

/// The browser's open sign-in, and the way that was chosen of those on offer.
fn chosen<'a>(caller: &'a Caller, way: &str) -> Result<(&'a str, SignInAttempt, Offer), AppError> {
    let (Some(browser), Some(open)) = (&caller.browser, caller.attempt.as_deref()) else {
        return Err(AppError::SignedOut);
    };
    let offer = open.offer(way).ok_or(AppError::BadRequest)?;
    Ok((browser, open.clone(), offer.clone()))
}
