use std::sync::Arc;

use ambient::{Clock, Random};

use super::head::{Head, read_trusted};
use super::{Broken, Ledger, LedgerKey, statements};
use crate::StoreError;

/// Why the ledger cannot be used, as a sentence for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no ledger, but there was one: its key is older than this moment.
    #[error(
        "The ledger is gone: its key exists, but the database holds no ledger. Put the database \
         back; to begin a new ledger, remove the key."
    )]
    Lost,
    /// The ledger is not as it was left.
    #[error(
        "The ledger has been tampered with, or its key is not the one it was signed with: {0}."
    )]
    Broken(Broken),
    /// The database failed.
    #[error("The ledger cannot be opened: {0}.")]
    Store(#[source] StoreError),
}

impl Ledger {
    /// Opens the ledger of the instance called `label`; begins it when `key` was made just now.
    ///
    /// A ledger that vanished is not begun anew, for its new head would be properly signed and the
    /// loss would never be seen.
    pub async fn open(
        pool: database::Pool,
        label: &str,
        key: LedgerKey,
        clock: Clock,
        random: Random,
    ) -> Result<Self, OpenError> {
        let ledger = Self {
            pool,
            label: label.into(),
            key: Arc::new(key),
            clock,
            random,
        };
        ledger.begin_or_check().await?;
        Ok(ledger)
    }

    async fn begin_or_check(&self) -> Result<(), OpenError> {
        let store = |error: sqlx::Error| OpenError::Store(error.into());
        let mut transaction = database::begin_durable(&self.pool).await.map_err(store)?;
        let rows = sqlx::query(statements::LAST).fetch_optional(&mut *transaction);
        let has_rows = rows.await.map_err(store)?.is_some();
        let heads = sqlx::query(statements::HEADS).fetch_optional(&mut *transaction);
        let has_head = heads.await.map_err(store)?.is_some();
        if has_rows || has_head {
            let key = self.key.verifying_key();
            return match read_trusted(&mut transaction, &self.label, &key).await {
                Ok(_) => Ok(()),
                Err(StoreError::Ledger(broken)) => Err(OpenError::Broken(broken)),
                Err(error) => Err(OpenError::Store(error)),
            };
        }
        if !self.key.was_made_now() {
            return Err(OpenError::Lost);
        }
        let head = Head::before_the_first(&self.label);
        sqlx::query(statements::BEGIN_HEAD)
            .bind(&head.label)
            .bind(&head.hash)
            .bind(head.sign(&self.key))
            .execute(&mut *transaction)
            .await
            .map_err(store)?;
        transaction.commit().await.map_err(store)
    }
}
