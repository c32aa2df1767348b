//! Taking back what the provider made, when it came to nothing or is over.

use super::memory::Orphan;
use super::record::Record;
use super::store::Finished;
use super::{Impersonation, Inner, StartError};
use crate::ProviderError;

impl Inner {
    /// Records that the provider failed an attempt at `step`, and takes back what it made.
    pub(super) async fn fail(
        &self,
        record: &Record,
        step: &str,
        error: ProviderError,
    ) -> StartError {
        let impersonation = &record.impersonation;
        match self
            .store
            .failed(&impersonation.id, step, &error, self.clock.now())
            .await
        {
            Ok(Finished::Now(record)) => {
                self.settle(&record.impersonation).await;
                StartError::Provider(error)
            }
            Ok(Finished::Before(record)) => StartError::Over(Box::new(record.impersonation)),
            Ok(Finished::Unknown) => StartError::Provider(error),
            Err(source) => {
                // The sweeper will find the attempt and record that it came to nothing.
                tracing::error!(
                    impersonation.id = %impersonation.id, error = %source,
                    "A failed start could not be recorded"
                );
                if let Some(actor_token_id) = &impersonation.actor_token_id {
                    self.undo(Orphan::Ticket(actor_token_id.clone())).await;
                }
                StartError::Provider(error)
            }
        }
    }

    /// Takes back what the provider made for an attempt that was ended meanwhile.
    pub(super) async fn too_late(&self, record: &Record, made: Orphan) -> StartError {
        let id = &record.impersonation.id;
        let (actor_token_id, session_id) = match &made {
            Orphan::Ticket(id) => (Some(id.as_str()), None),
            Orphan::Session(id) => (None, Some(id.as_str())),
        };
        match self.store.adopt(id, actor_token_id, session_id).await {
            Ok(Some(record)) => {
                self.settle(&record.impersonation).await;
                StartError::Over(Box::new(record.impersonation))
            }
            Ok(None) => {
                self.undo(made).await;
                StartError::Over(Box::new(record.impersonation.clone()))
            }
            Err(error) => {
                self.undo(made).await;
                StartError::Store(error)
            }
        }
    }

    /// Revokes what a recorded impersonation left at the provider, and notes that it did. What
    /// fails stays noted for [`super::Impersonations::retry_revokes`].
    pub(super) async fn settle(&self, impersonation: &Impersonation) -> bool {
        let id = &impersonation.id;
        if let Err(error) = self.revoke_made(impersonation).await {
            tracing::warn!(impersonation.id = %id, %error, "A revoke failed and will be retried");
            return false;
        }
        if let Err(error) = self.store.revoked(id).await {
            // It will be revoked once more, which does no harm.
            tracing::warn!(impersonation.id = %id, %error, "A revoke could not be noted");
        }
        true
    }

    /// Revokes what no row knows of; what fails is kept in memory for a retry.
    pub(super) async fn undo(&self, orphan: Orphan) -> bool {
        if let Err(error) = self.revoke(&orphan).await {
            tracing::warn!(?orphan, %error, "A revoke failed and will be retried");
            self.memory.add_orphan(orphan);
            return false;
        }
        true
    }

    async fn revoke_made(&self, impersonation: &Impersonation) -> Result<(), ProviderError> {
        match (&impersonation.session_id, &impersonation.actor_token_id) {
            (Some(session_id), _) => self.identity.revoke_session(session_id).await,
            (None, Some(actor_token_id)) => {
                match self.identity.revoke_ticket(actor_token_id).await {
                    // Worth nothing any more; if that is because it was spent, a session came of it.
                    Err(error) if error.is_settled() => {
                        let subject_id = &impersonation.subject.id;
                        let id = &impersonation.id;
                        self.identity.revoke_opened(subject_id, id).await
                    }
                    answer => answer,
                }
            }
            (None, None) => Ok(()),
        }
    }

    async fn revoke(&self, orphan: &Orphan) -> Result<(), ProviderError> {
        match orphan {
            Orphan::Session(id) => self.identity.revoke_session(id).await,
            Orphan::Ticket(id) => match self.identity.revoke_ticket(id).await {
                // Spent, expired or unknown: it is worth nothing already.
                Err(error) if error.is_settled() => Ok(()),
                answer => answer,
            },
        }
    }
}
