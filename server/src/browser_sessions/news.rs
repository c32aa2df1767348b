//! What Clerk says has changed acts at once: what is read again is read at the next request, and impersonations
//! that may not go on end here and now.

use app::api::AppError;
use impersonation::{EndCause, IdentityProvider as _};

use super::service::BrowserSessionService;
use super::store::StoreError;

impl BrowserSessionService {
    /// A user was changed, banned or deleted.
    pub async fn user_changed(&self, id: &str) -> Result<(), AppError> {
        self.outdated.note(id, self.clock.now());
        for running in self.impersonations.running().await? {
            if running.actor.id != id && running.subject.id != id {
                continue;
            }
            let actor = self.identity.person(&running.actor.id).await?;
            let subject = self.identity.person(&running.subject.id).await?;
            let cause = match (actor, subject) {
                (None, _) => Some(EndCause::ActorGone),
                (_, None) => Some(EndCause::SubjectGone),
                (Some(actor), Some(subject)) => self.objection(&actor, &subject, &running),
            };
            if let Some(cause) = cause {
                self.end_impersonation(&running.id, cause).await?;
            }
        }
        Ok(())
    }

    /// A session is over: somebody's own, or one that is acted in.
    pub async fn session_over(&self, id: &str, user_id: &str) -> Result<(), AppError> {
        self.outdated.note(id, self.clock.now());
        for running in self.impersonations.running().await? {
            if running.session_id.as_deref() == Some(id) {
                let cause = self.why_impersonated_is_dead(user_id).await;
                self.end_impersonation(&running.id, cause).await?;
            } else if running.actor.id == user_id
                && self.is_own(&running.browser_session, id).await?
            {
                let cause = self.why_own_is_dead(user_id).await;
                self.forget(&running.browser_session, cause).await?;
            }
        }
        Ok(())
    }

    /// Whether the browser's own session is this one.
    async fn is_own(&self, browser: &str, session_id: &str) -> Result<bool, AppError> {
        match self.store.find_by_id(browser).await {
            Ok(record) => Ok(record
                .and_then(|record| record.own)
                .is_some_and(|own| own.session_id == session_id)),
            // The next request finds it, and forgets it.
            Err(StoreError::Unreadable { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
