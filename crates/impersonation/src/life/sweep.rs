use ambient::{MINUTE, Millis};

use super::record::{Record, Row};
use super::{
    EndCause, EndError, Impersonation, Impersonations, Inner, State, Store, statements, to_the_end,
};
use crate::StoreError;

/// No start takes this long: an attempt that is older was left behind by a crash.
const LEFT_BEHIND: Millis = 2 * MINUTE;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Impersonations that ended.
    pub ended: u32,
    /// Attempts that a crash had left behind, now failed.
    pub failed: u32,
    /// Revokes that the provider confirmed at last.
    pub revoked: u32,
    /// Revokes that are still to be confirmed.
    pub pending: u32,
}

impl Impersonations {
    /// Writes the ends that nobody was there for, and retries revokes; for the start of the
    /// program and every minute after. One that fails does not keep the others waiting; the first
    /// failure of the store is returned in the end.
    pub async fn sweep(&self) -> Result<Swept, StoreError> {
        let inner = self.0.clone();
        to_the_end(async move { inner.sweep().await }).await
    }

    /// Revokes at the provider what could not be revoked when it was over.
    pub async fn retry_revokes(&self) -> Result<Swept, StoreError> {
        let inner = self.0.clone();
        to_the_end(async move { inner.retry_revokes(Swept::default()).await }).await
    }
}

impl Inner {
    async fn sweep(&self) -> Result<Swept, StoreError> {
        let now = self.clock.now();
        self.memory.drop_old_tokens(now);
        let mut overdue = self.memory.buried();
        for id in self.store.ids(statements::EXPIRED, now).await? {
            overdue.push((id, EndCause::Maximum));
        }
        let idle_since = Impersonation::idle_since(now);
        for id in self.store.ids(statements::IDLE, idle_since).await? {
            overdue.push((id, EndCause::Idle));
        }
        for id in self
            .store
            .ids(statements::LEFT_BEHIND, now - LEFT_BEHIND)
            .await?
        {
            overdue.push((id, EndCause::Crash));
        }
        let (mut swept, mut failure) = (Swept::default(), None);
        for (id, cause) in overdue {
            match self.end(&id, cause).await {
                Ok(ended) if ended.already => {}
                Ok(ended) if ended.impersonation.state == State::Failed => swept.failed += 1,
                Ok(_) => swept.ended += 1,
                Err(EndError::Unknown) => self.memory.forget(&id),
                Err(EndError::Unrecorded { source, .. }) => failure = failure.or(Some(source)),
            }
        }
        swept = self.watch(swept).await?;
        let swept = self.retry_revokes(swept).await?;
        failure.map_or(Ok(swept), Err)
    }

    async fn retry_revokes(&self, mut swept: Swept) -> Result<Swept, StoreError> {
        let mut count = |revoked| {
            let counter = if revoked {
                &mut swept.revoked
            } else {
                &mut swept.pending
            };
            *counter += 1;
        };
        for orphan in self.memory.take_orphans() {
            count(self.undo(orphan).await);
        }
        for record in self.store.revoke_pending().await? {
            count(self.settle(&record.impersonation).await);
        }
        Ok(swept)
    }
}

impl Store {
    async fn ids(
        &self,
        statement: &'static str,
        moment: Millis,
    ) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(statement)
            .bind(moment)
            .fetch_all(&self.pool)
            .await?)
    }

    pub(super) async fn revoke_pending(&self) -> Result<Vec<Record>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(statements::REVOKE_PENDING)
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(Record::try_from).collect()
    }
}
