use super::memory::Orphan;
use super::store::Finished;
use super::{EndCause, EndError, Ended, Impersonations, Inner, State, to_the_end};
use crate::StoreError;

impl Impersonations {
    /// Ends an impersonation. The end is recorded, then the provider's session is revoked; should
    /// that fail, it is retried by the sweeper and the impersonation is over nevertheless. What is
    /// over already stays as it ended.
    ///
    /// Nothing refuses an end. When the store is dead the end is in force in memory, the session
    /// is revoked as far as it is known here, and [`EndError::Unrecorded`] says so.
    pub async fn end(&self, id: &str, cause: EndCause) -> Result<Ended, EndError> {
        let (inner, id) = (self.0.clone(), id.to_owned());
        to_the_end(async move { inner.end(&id, cause).await }).await
    }

    /// Ends whatever the browser session has live, also a start that is under way: waits for it
    /// first. `None` when there is nothing to end.
    pub async fn end_for_browser(
        &self,
        browser_session: &str,
        cause: EndCause,
    ) -> Result<Option<Ended>, EndError> {
        let (inner, browser_session) = (self.0.clone(), browser_session.to_owned());
        to_the_end(async move {
            let _turn = inner.turns.of(&browser_session).await;
            let live = inner.store.live_of_browser(&browser_session).await;
            match live.map_err(|source| EndError::Unrecorded {
                revoked: false,
                source,
            })? {
                Some(live) => inner.end(&live.id, cause).await.map(Some),
                None => Ok(None),
            }
        })
        .await
    }

    /// Whether an end is in force that the store does not know of yet. Needs no store.
    pub fn is_over(&self, id: &str) -> bool {
        self.0.memory.cause(id).is_some()
    }
}

impl Inner {
    pub(super) async fn end(&self, id: &str, cause: EndCause) -> Result<Ended, EndError> {
        // What could not be recorded before is recorded with the cause it had.
        let cause = self.memory.cause(id).unwrap_or(cause);
        match self.store.ended(id, cause, self.clock.now()).await {
            Ok(Finished::Now(record)) => {
                self.memory.forget(id);
                let impersonation = record.impersonation;
                if impersonation.state != State::Ended(EndCause::SessionEnded) {
                    self.settle(&impersonation).await;
                }
                Ok(Ended {
                    impersonation,
                    already: false,
                })
            }
            Ok(Finished::Before(record)) => {
                self.memory.forget(id);
                Ok(Ended {
                    impersonation: record.impersonation,
                    already: true,
                })
            }
            Ok(Finished::Unknown) => Err(EndError::Unknown),
            Err(source) => Err(self.end_without_store(id, cause, source).await),
        }
    }

    async fn end_without_store(&self, id: &str, cause: EndCause, source: StoreError) -> EndError {
        tracing::error!(impersonation.id = %id, error = %source, "An end could not be recorded");
        self.memory.bury(id, cause);
        let revoked = match self.memory.session(id) {
            Some(session_id) => self.undo(Orphan::Session(session_id)).await,
            None => false,
        };
        EndError::Unrecorded { revoked, source }
    }
}
