//! What a browser session has begun in another application, where it lives without the browser's help.

use std::sync::Arc;

use app::api::AppError;
use app::backend::SignedInSession;
use impersonation::{EndCause, IdentityProvider as _, Impersonation};

use super::service::BrowserSessionService;

impl BrowserSessionService {
    /// What this person has begun from this browser in another application, if it still waits or runs there.
    pub(super) async fn elsewhere(
        &self,
        browser: &str,
        own: &SignedInSession,
    ) -> Result<Option<Arc<Impersonation>>, AppError> {
        // Nobody else has begun anything.
        if own.person.role.is_none() {
            return Ok(None);
        }
        let mut found = self.impersonations.elsewhere(browser).await?;
        if let Some(waiting) = found.as_ref().filter(|it| it.is_waiting()) {
            self.impersonations.look(&waiting.id).await?;
            found = self.impersonations.elsewhere(browser).await?;
        }
        Ok(found.map(Arc::new))
    }

    /// Ends in other applications what was begun by somebody whose own session is over (invariant 13).
    pub(super) async fn end_orphans_elsewhere(&self) -> Result<(), AppError> {
        for live in self.impersonations.all_elsewhere().await? {
            let own = self.store.own_of(&live.browser_session).await?;
            let alive = match own {
                None => Ok(false),
                Some(slot) => {
                    let end = self.identity.end_of(&slot.session_id).await;
                    end.map(|end| end.is_none())
                }
            };
            match alive {
                Ok(true) => {}
                Ok(false) => {
                    let cause = EndCause::ActorSessionEnded;
                    self.end_impersonation(&live.id, cause).await?;
                }
                Err(error) => {
                    tracing::warn!(%error, impersonation = live.id, "whether its actor is signed in is not known");
                }
            }
        }
        Ok(())
    }
}
