//! How a sign-in goes on after its beginning, step by step, until there is a session.

use ambient::{MINUTE, Millis};
use app::api::{AppError, FieldError};
use app::backend::{Caller, FactorStep, Offer, SignInAttempt, SignInProgress, present, told};
use clerk::{Answer, ClientToken, SignIn, SignInStatus};
use http::HeaderValue;

use super::service::BrowserSessionService;
use crate::console::Audience;
use crate::sign_in_answer::why_not;

/// A sign-in must be complete after so long.
pub(super) const LIFE: Millis = 10 * MINUTE;
/// So many codes may be sent or tried in one sign-in.
const STEPS: i64 = 10;

/// Clerk's codes for a code that is wrong, or none.
const WRONG_CODE: [&str; 6] = [
    "form_code_incorrect",
    "form_param_format_invalid",
    "form_param_missing",
    "form_param_nil",
    "form_param_value_invalid",
    "incorrect_code",
];
/// Clerk's codes for a code that is good no more: another one has to be sent.
const SPENT_CODE: [&str; 4] = [
    "verification_expired",
    "verification_failed",
    "verification_missing",
    "verification_not_sent",
];

impl BrowserSessionService {
    /// Goes on as Clerk answered: with the session, with the next factor, or not at all.
    pub(super) async fn advance(
        &self,
        caller: &Caller,
        before: Option<&SignInAttempt>,
        account: &str,
        answer: Answer<SignIn>,
    ) -> Result<SignInProgress, AppError> {
        let sign_in = answer.value;
        let known = || before.and_then(|before| before.client_token.clone());
        let Some(token) = answer.client_token.or_else(known) else {
            return Err(AppError::Provider {
                words: "The identity provider began a sign-in and named no client for it."
                    .to_owned(),
            });
        };
        if let (SignInStatus::Complete, Some(session_id)) =
            (&sign_in.status, &sign_in.created_session_id)
        {
            let cookie = self.finish(caller, &token, session_id).await?;
            return Ok(SignInProgress::Done(cookie));
        }
        let Some((step, offers)) = offers(&sign_in) else {
            return Err(AppError::invalid(&why_not(&sign_in)));
        };
        let mut open = SignInAttempt {
            id: sign_in.id,
            client_token: Some(token),
            step,
            offers,
            sent: None,
            account: account.to_owned(),
            expires_at: before.map_or(self.clock.now() + LIFE, |before| before.expires_at),
        };
        self.send_if_nothing_else(&mut open).await;
        let (Some(_), Some(browser)) = (before, &caller.browser) else {
            return self.begin_attempt(caller, &open).await;
        };
        self.store.set_sign_in(browser, &open).await?;
        Ok(SignInProgress::Further(None))
    }

    /// Gives the browser a new id, under which the sign-in is kept. What it had begun before is given up.
    pub(super) async fn begin_attempt(
        &self,
        caller: &Caller,
        open: &SignInAttempt,
    ) -> Result<SignInProgress, AppError> {
        let (id, cookie) = (self.random.id("browser"), self.cookies.fresh(&self.random));
        self.store
            .begin_sign_in(&id, &cookie.hash, open, STEPS, self.clock.now())
            .await?;
        if let Some(before) = &caller.browser {
            self.store.delete(before).await?;
        }
        Ok(SignInProgress::Further(Some(cookie.header)))
    }

    /// Sends a code, once more or by another way.
    pub(super) async fn send_code_by(&self, caller: &Caller, way: &str) -> Result<(), AppError> {
        let (browser, mut open, offer) = chosen(caller, way)?;
        self.step(browser).await?;
        match self.send(&mut open, &offer).await {
            Ok(()) => Ok(self.store.set_sign_in(browser, &open).await?),
            Err(error) => Err(self.refused(browser, &mut open, &error).await?),
        }
    }

    /// Proves a factor with a code. Wrong ones count as wrong passwords do.
    pub(super) async fn prove_factor(
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

    /// Keeps the session that a sign-in opened, if its user may be here; else it is ended.
    async fn finish(
        &self,
        caller: &Caller,
        token: &ClientToken,
        session_id: &str,
    ) -> Result<HeaderValue, AppError> {
        let kept = self.keep(caller, token, session_id).await;
        if kept.is_err() {
            self.take_back(Some(token.clone()), session_id).await;
        }
        kept
    }

    async fn keep(
        &self,
        caller: &Caller,
        token: &ClientToken,
        session_id: &str,
    ) -> Result<HeaderValue, AppError> {
        let slot = self.slot(token, session_id).await?;
        if self.audience == Audience::Staff && self.identity.person_of(&slot.user).role.is_none() {
            return Err(AppError::invalid(
                "This console is for support staff. Your account has no staff role, so you were signed out again.",
            ));
        }
        let (id, cookie) = (self.random.id("browser"), self.cookies.fresh(&self.random));
        self.store
            .insert(&id, &cookie.hash, Some(&slot), None, self.clock.now())
            .await?;
        if let Some(before) = &caller.browser {
            self.store.delete(before).await?;
        }
        Ok(cookie.header)
    }

    /// Where a second factor has to be sent and nothing is at hand, it is sent at once. If that fails, the page
    /// offers to send it.
    async fn send_if_nothing_else(&self, open: &mut SignInAttempt) {
        let suggested = open.suggested().cloned();
        let Some(offer) = suggested.filter(|offer| offer.code_to().is_some()) else {
            return;
        };
        if open.step == FactorStep::Second
            && let Err(error) = self.send(open, &offer).await
        {
            tracing::warn!(%error, "the code of a second factor was not sent");
        }
    }

    /// Has Clerk send a code. To nobody nothing is sent, and nobody is told.
    async fn send(&self, open: &mut SignInAttempt, offer: &Offer) -> Result<(), clerk::Error> {
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

    /// What a person reads when Clerk did not take a code or did not send one, and what that means for the sign-in.
    async fn refused(
        &self,
        browser: &str,
        open: &mut SignInAttempt,
        error: &clerk::Error,
    ) -> Result<AppError, AppError> {
        // Clerk's own words are all that helps about a code.
        let words = present::words(error.words());
        let code = error.code().unwrap_or_default();
        if is_about_the_code(error) && WRONG_CODE.contains(&code) {
            return Ok(wrong_code(&words));
        }
        if SPENT_CODE.contains(&code) {
            open.sent = None;
            self.store.set_sign_in(browser, open).await?;
            return Ok(AppError::invalid(&words));
        }
        Ok(match error {
            clerk::Error::Api {
                status: 429,
                retry_after,
                ..
            } => AppError::TooMany {
                words: told(error),
                seconds: retry_after.unwrap_or(1),
            },
            clerk::Error::Api { status, .. }
                if matches!(status, 401 | 404) || code == "resource_not_found" =>
            {
                self.store.leave_sign_in(browser).await?;
                AppError::invalid("The identity provider knows this sign-in no more. Begin again.")
            }
            error => error.clone().into(),
        })
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

/// The next factor that Clerk asks for, and the ways of proving it that the console knows.
fn offers(sign_in: &SignIn) -> Option<(FactorStep, Vec<Offer>)> {
    let (step, factors) = match sign_in.status {
        SignInStatus::NeedsFirstFactor => (FactorStep::First, &sign_in.supported_first_factors),
        SignInStatus::NeedsSecondFactor | SignInStatus::NeedsClientTrust => {
            (FactorStep::Second, &sign_in.supported_second_factors)
        }
        _ => return None,
    };
    let offers: Vec<_> = factors
        .iter()
        .flatten()
        .filter_map(|factor| Offer::of(factor, step))
        .collect();
    (!offers.is_empty()).then_some((step, offers))
}

/// Whether somebody has looked at the code.
fn is_about_the_code(error: &clerk::Error) -> bool {
    let code = error.code().unwrap_or_default();
    matches!(error.status(), Some(400 | 422))
        && (WRONG_CODE.contains(&code) || SPENT_CODE.contains(&code))
}

fn wrong_code(words: &str) -> AppError {
    AppError::Invalid {
        words: words.to_owned(),
        fields: vec![FieldError {
            field: "code".to_owned(),
            words: words.to_owned(),
        }],
    }
}
