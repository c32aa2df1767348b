//! How a sign-in goes on after each answer of Clerk's: to its session, to the next factor, or not at all.

use ambient::{MINUTE, Millis};
use app::api::AppError;
use app::backend::{Caller, FactorStep, Offer, SignInAttempt, SignInProgress};
use clerk::{Answer, ClientToken, SignIn, SignInStatus};
use http::HeaderValue;

use crate::browser_sessions::service::BrowserSessionService;
use crate::console::Audience;
use crate::sign_in_answer::why_not;

/// A sign-in must be complete after so long.
pub(super) const LIFE: Millis = 10 * MINUTE;
/// So many codes may be sent or tried in one sign-in.
const STEPS: i64 = 10;

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
