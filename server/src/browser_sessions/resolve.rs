//! From a request's cookie to who calls.

use std::sync::Arc;

use ambient::SECOND;
use app::api::AppError;
use app::backend::{Caller, Flash, ImpersonatedSession, SignedInSession};
use clerk::{ClientToken, SessionClaims, VerifyError};
use http::HeaderMap;
use impersonation::{Action, Context, EndCause, Impersonation, Question, State};

use super::service::BrowserSessionService;
use super::slot::Slot;
use super::store::StoreError;
use crate::verifier::Rejected;

/// What became of a session when its token was looked at.
enum Checked {
    /// It stands. The slot is given where the token had to be refreshed.
    Alive(Box<SignedInSession>, Option<Box<Slot>>),
    /// Clerk knows it no more.
    Dead,
}

impl BrowserSessionService {
    /// Who a request comes from. A session whose token has run out is refreshed with one call; one that
    /// Clerk knows no more is gone here too, and takes with it what depends on it.
    pub async fn resolve(&self, headers: &HeaderMap) -> Result<Caller, AppError> {
        let Some(hash) = self.cookies.hash_of(headers) else {
            return Ok(Caller::default());
        };
        let now = self.clock.now();
        let record = match self.store.find(&hash, now).await {
            Ok(Some(record)) => record,
            Ok(None) => return Ok(Caller::default()),
            // Whoever that was signs in again; the way there must not be barred.
            Err(StoreError::Unreadable { id, why }) => {
                tracing::error!(browser = id, %why, "a browser session cannot be read and is forgotten");
                self.forget(&id).await?;
                return Ok(Caller::default());
            }
            Err(error) => return Err(error.into()),
        };
        let own = match &record.own {
            None => None,
            Some(slot) => match self.check(slot).await? {
                Checked::Alive(session, refreshed) => {
                    if let Some(slot) = refreshed {
                        self.store.set_own(&record.id, &slot, now).await?;
                    }
                    Some(Arc::new(*session))
                }
                Checked::Dead => {
                    self.forget(&record.id).await?;
                    return Ok(Caller::default());
                }
            },
        };
        let mut caller = Caller {
            browser: Some(record.id.clone()),
            own,
            flash: record.flash.clone(),
            ..Caller::default()
        };
        if let Some((id, slot)) = &record.impersonated {
            let own = caller.own.as_deref();
            match self.impersonated(&record.id, own, id, slot).await? {
                Ok(open) => {
                    caller.impersonated = Some(Arc::new(open));
                    caller.inside = record.inside;
                }
                Err(notice) => caller.flash = Some(notice),
            }
        }
        Ok(caller)
    }

    /// The message that the next page shows is shown once.
    pub async fn take_flash(&self, caller: &Caller) -> Result<(), AppError> {
        let (Some(browser), Some(_)) = (&caller.browser, &caller.flash) else {
            return Ok(());
        };
        Ok(self.store.take_flash(browser).await?)
    }

    /// The open impersonation, or the notice that it is over.
    async fn impersonated(
        &self,
        browser: &str,
        own: Option<&SignedInSession>,
        id: &str,
        slot: &Slot,
    ) -> Result<Result<ImpersonatedSession, Flash>, AppError> {
        let now = self.clock.now();
        let known = self.impersonations.get(id).await?;
        let over = match known {
            None => EndCause::SessionEnded,
            Some(Impersonation {
                state: State::Ended(cause),
                ..
            }) => cause,
            Some(impersonation) if impersonation.expires_at.is_some_and(|at| at <= now) => {
                EndCause::Maximum
            }
            Some(impersonation) => match self.check(slot).await? {
                Checked::Alive(session, refreshed) => {
                    if let Some(slot) = refreshed {
                        self.store.set_impersonated(browser, id, &slot, now).await?;
                    }
                    let open = ImpersonatedSession {
                        session: *session,
                        impersonation,
                    };
                    if own.is_some_and(|own| self.is_still_permitted(own, &open)) {
                        return Ok(Ok(open));
                    }
                    EndCause::NotPermitted
                }
                Checked::Dead => EndCause::SessionEnded,
            },
        };
        self.end_impersonation(id, over).await?;
        let notice = Flash::notice(format!("The impersonation is over: {}.", over.words()));
        if let Err(error) = self.store.close(browser, id, Some(&notice)).await {
            // The end is in force whatever the row says; the next request tries again.
            tracing::error!(%error, impersonation = id, "an ended impersonation could not be closed");
        }
        Ok(Err(notice))
    }

    /// Asks the rules again, of who both people are now.
    fn is_still_permitted(&self, own: &SignedInSession, open: &ImpersonatedSession) -> bool {
        let context = Context {
            minutes: Some(open.impersonation.minutes),
            inside: false,
        };
        let question = Question {
            actor: &own.person,
            action: Action::Impersonate,
            subject: Some(&open.session.person),
            context: &context,
        };
        self.impersonations.decide(&question).is_allowed()
    }

    /// Verifies a session's token, and asks Clerk for a new one when it has run out or is not taken.
    async fn check(&self, slot: &Slot) -> Result<Checked, AppError> {
        match self.verifier.verify(&slot.token).await {
            Ok(claims) if !is_of(&claims, slot) => return Ok(Checked::Dead),
            // Exactly its time, however far clocks may differ: what changes at Clerk acts within a minute.
            Ok(claims) if claims.exp * SECOND > self.clock.now() => {
                return Ok(Checked::Alive(Box::new(self.session(slot)), None));
            }
            Ok(_) | Err(Rejected::Token(VerifyError::Expired)) => {}
            // Clerk may have changed its key, so this alone signs nobody out.
            Err(Rejected::Token(error)) => tracing::warn!(%error, "a session token was not taken"),
            Err(Rejected::Keys(error)) => return Err(error.into()),
        }
        let token = ClientToken::new(slot.client_token.as_str());
        let touched = match self.frontend.touch_session(&token, &slot.session_id).await {
            Ok(answer) => answer,
            Err(clerk::Error::Api {
                status: 400..=404 | 422,
                ..
            }) => return Ok(Checked::Dead),
            Err(error) => return Err(error.into()),
        };
        let token = touched.client_token.unwrap_or(token);
        let Some(slot) = Slot::new(&token, touched.value) else {
            return Ok(Checked::Dead);
        };
        match self.verifier.verify(&slot.token).await {
            Ok(claims) if is_of(&claims, &slot) => Ok(Checked::Alive(
                Box::new(self.session(&slot)),
                Some(Box::new(slot)),
            )),
            Err(Rejected::Keys(error)) => Err(error.into()),
            Ok(_) | Err(_) => Ok(Checked::Dead),
        }
    }

    /// One's own session is gone: so is what was open beside it.
    async fn forget(&self, browser: &str) -> Result<(), AppError> {
        // Also one that is just starting, which the row does not name yet.
        self.impersonations
            .end_for_browser(browser, EndCause::SignedOut)
            .await?;
        Ok(self.store.delete(browser).await?)
    }

    fn session(&self, slot: &Slot) -> SignedInSession {
        SignedInSession {
            session_id: slot.session_id.clone(),
            person: self.identity.person_of(&slot.user),
            user: slot.user.clone(),
            since: slot.since,
            client_token: ClientToken::new(slot.client_token.as_str()),
        }
    }
}

fn is_of(claims: &SessionClaims, slot: &Slot) -> bool {
    claims.sid == slot.session_id && claims.sub == slot.user.id
}
