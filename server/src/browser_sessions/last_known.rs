use std::sync::Arc;

use app::backend::{Caller, ImpersonatedSession};
use http::HeaderMap;
use impersonation::State;

use super::service::BrowserSessionService;

impl BrowserSessionService {
    /// Who the browser was when its sessions were last looked at, for when they cannot be looked at now. Enough
    /// to show the way out and to take it, and for nothing else.
    pub async fn last_known(&self, headers: &HeaderMap) -> Caller {
        let Some(hash) = self.cookies.hash_of(headers) else {
            return Caller::default();
        };
        // Why the store does not answer was said when the sessions were to be looked at.
        let now = self.clock.now();
        let Ok(Some(record)) = self.store.find(&hash, now).await else {
            return Caller::default();
        };
        if self.leaving.contains(&record.id) {
            return Caller::default();
        }
        let mut caller = Caller {
            browser: Some(record.id),
            own: record.own.as_ref().map(|slot| Arc::new(self.session(slot))),
            ..Caller::default()
        };
        if let Some((id, slot)) = &record.impersonated
            && let Ok(Some(impersonation)) = self.impersonations.get(id).await
            && impersonation.state == State::Running
        {
            caller.inside = record.inside;
            caller.impersonated = Some(Arc::new(ImpersonatedSession {
                session: self.session(slot),
                impersonation,
            }));
        }
        if let Some(browser) = &caller.browser
            && let Ok(elsewhere) = self.impersonations.elsewhere(browser).await
        {
            caller.elsewhere = elsewhere.map(Arc::new);
        }
        caller
    }
}
