use ambient::Millis;

use super::memory::Orphan;
use super::store::Finished;
use super::{EndCause, EndError, Ended, Impersonations, Inner, to_the_end};
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
        to_the_end(async move { inner.end_wherever(&id, cause).await }).await
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
                Some(live) => inner.end_wherever(&live.id, cause).await.map(Some),
                None => Ok(None),
            }
        })
        .await
    }

    /// Notes a request that the actor made from inside, so that the idle limit counts from it. False when the
    /// impersonation is over, whatever ended it: it is never brought back.
    pub async fn seen(&self, id: &str) -> Result<bool, StoreError> {
        if self.is_over(id) {
            return Ok(false);
        }
        self.0.store.seen(id, self.0.clock.now()).await
    }

    /// Whether an end is in force that the store does not know of yet. Needs no store.
    pub fn is_over(&self, id: &str) -> bool {
        self.0.memory.tombstone(id).is_some()
    }
}

impl Inner {
    /// Ends one that may have been opened elsewhere without our knowing yet: then its session is recorded first.
    pub(super) async fn end_wherever(&self, id: &str, cause: EndCause) -> Result<Ended, EndError> {
        if let Ok(Some(live)) = self.store.get(id).await
            && live.is_waiting()
            && let Err(error) = self.find_accepted(&live, true).await
        {
            // What was opened is found by the revoke.
            tracing::warn!(impersonation.id = %id, %error, "It ends without a last look at the provider");
        }
        self.end(id, cause).await
    }

    pub(super) async fn end(&self, id: &str, cause: EndCause) -> Result<Ended, EndError> {
        // What could not be recorded before is recorded as it was.
        let known = self.memory.tombstone(id);
        let (cause, at) = known.unwrap_or((cause, self.clock.now()));
        match self.store.ended(id, cause, at).await {
            Ok(Finished::Now(record)) => {
                self.memory.forget(id);
                self.settle(&record.impersonation).await;
                Ok(Ended {
                    impersonation: record.impersonation,
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
            Err(source) => Err(self.end_without_store(id, cause, at, source).await),
        }
    }

    async fn end_without_store(
        &self,
        id: &str,
        cause: EndCause,
        at: Millis,
        source: StoreError,
    ) -> EndError {
        tracing::error!(impersonation.id = %id, error = %source, "An end could not be recorded");
        self.memory.bury(id, cause, at);
        let session = match self.memory.session(id) {
            // Begun before the program was started anew: a store that takes nothing may still be read.
            None => self
                .store
                .get(id)
                .await
                .ok()
                .flatten()
                .and_then(|found| found.session_id),
            known => known,
        };
        let revoked = match session {
            Some(session_id) => self.undo(Orphan::Session(session_id)).await,
            None => false,
        };
        EndError::Unrecorded { revoked, source }
    }
}
