//! From a request's cookie to who calls.

use std::sync::Arc;

use ambient::SECOND;
use app::api::AppError;
use app::backend::{Caller, SignedInSession};
use clerk::{ClientToken, Rejected, SessionClaims, VerifyError};
use http::HeaderMap;
use impersonation::{EndCause, EndError};

use super::service::BrowserSessionService;
use super::store::{Slot, StoreError};

/// What became of a session when its token was looked at.
pub(super) enum Checked {
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
            Ok(Some(record)) if self.leaving.contains(&record.id) => return Ok(Caller::default()),
            Ok(Some(record)) => record,
            Ok(None) => return Ok(Caller::default()),
            // Whoever that was signs in again; the way there must not be barred.
            Err(StoreError::Unreadable { id, why }) => {
                tracing::error!(browser = id, %why, "a browser session cannot be read and is forgotten");
                self.forget(&id, EndCause::ActorSessionEnded).await?;
                return Ok(Caller::default());
            }
            Err(error) => return Err(error.into()),
        };
        let own = match &record.own {
            None => None,
            Some(slot) => match self.check(slot, false).await? {
                Checked::Alive(session, refreshed) => {
                    if let Some(slot) = refreshed {
                        self.store.set_own(&record.id, &slot, now).await?;
                    }
                    Some(Arc::new(*session))
                }
                Checked::Dead => {
                    let cause = match record.impersonated {
                        Some(_) => self.why_own_is_dead(&slot.user.id).await,
                        None => EndCause::ActorSessionEnded,
                    };
                    self.forget(&record.id, cause).await?;
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
        if let (None, Some(own)) = (&record.impersonated, &caller.own) {
            caller.elsewhere = self.elsewhere(&record.id, own).await?;
        }
        if caller.own.is_none() {
            let open = record.attempt.clone();
            caller.attempt = open.filter(|open| open.expires_at > now).map(Arc::new);
        }
        if let Some((id, slot)) = &record.impersonated {
            match self.impersonated(&record, &caller, id, slot).await? {
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

    /// Verifies a session's token, and asks Clerk for a new one when it has run out, is not taken, or was given
    /// before something changed. With `renew` also before that, if Clerk can be reached.
    pub(super) async fn check(&self, slot: &Slot, renew: bool) -> Result<Checked, AppError> {
        let now = self.clock.now();
        let still_good = match self.verifier.verify(&slot.token).await {
            Ok(claims) if !is_of(&claims, slot) => return Ok(Checked::Dead),
            // Exactly its time, however far clocks may differ: what changes at Clerk acts within a minute.
            Ok(claims) if claims.exp * SECOND > now && !self.outdated.concerns(slot) => {
                if !renew {
                    return Ok(Checked::Alive(Box::new(self.session(slot)), None));
                }
                true
            }
            Ok(_) | Err(Rejected::Token(VerifyError::Expired)) => false,
            // Clerk may have changed its key, so this alone signs nobody out.
            Err(Rejected::Token(error)) => {
                tracing::warn!(%error, "a session token was not taken");
                false
            }
            Err(Rejected::Keys(error)) => return Err(error.into()),
        };
        let token = ClientToken::new(slot.client_token.as_str());
        let touched = match self.frontend.touch_session(&token, &slot.session_id).await {
            Ok(answer) => answer,
            Err(clerk::Error::Api {
                status: 400..=404 | 422,
                ..
            }) => return Ok(Checked::Dead),
            Err(error) if still_good => {
                tracing::warn!(%error, "a session token could not be renewed and is used on");
                return Ok(Checked::Alive(Box::new(self.session(slot)), None));
            }
            Err(error) => return Err(error.into()),
        };
        let token = touched.client_token.unwrap_or(token);
        let Some(slot) = Slot::new(&token, touched.value, now) else {
            return Ok(Checked::Dead);
        };
        match self.verifier.verify(&slot.token).await {
            Ok(claims) if is_of(&claims, &slot) => Ok(Checked::Alive(
                Box::new(self.session(&slot)),
                Some(Box::new(slot)),
            )),
            Err(Rejected::Keys(error)) => Err(error.into()),
            Ok(_) => Ok(Checked::Dead),
            Err(Rejected::Token(error)) => {
                tracing::error!(%error, "a session token is not taken though it is new; whoever has it is signed out");
                Ok(Checked::Dead)
            }
        }
    }

    /// One's own session is gone: so is what was open beside it.
    pub(super) async fn forget(&self, browser: &str, cause: EndCause) -> Result<(), AppError> {
        // Also one that is just starting, which the row does not name yet.
        match self.impersonations.end_for_browser(browser, cause).await {
            Err(error @ EndError::Unrecorded { .. }) => {
                tracing::error!(%error, "an end is in force and will be recorded later");
            }
            ended => drop(ended?),
        }
        if let Err(error) = self.store.delete(browser).await {
            // What it stands for is gone at Clerk, so the record opens nothing.
            tracing::error!(%error, browser, "a browser session that is over could not be forgotten");
        }
        Ok(())
    }

    /// The session that a slot holds, as it was when it was last looked at.
    pub(super) fn session(&self, slot: &Slot) -> SignedInSession {
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
