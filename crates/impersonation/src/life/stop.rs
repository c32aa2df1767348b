//! The standing order that nobody begins to act as anybody.

use ambient::Millis;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite, SqliteConnection};

use super::order::Order;
use super::{Impersonations, OrderError, OrderedBy, Store, statements};
use crate::StoreError;
use crate::ledger::{Event, EventKind};

/// Why nobody may start an impersonation, who says so, and since when.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stop {
    /// Who ordered it, by name; none where it was done on the machine itself.
    pub ordered_by: Option<String>,
    /// Why, in their words.
    pub reason: String,
    /// Since when.
    pub since: Millis,
}

impl Stop {
    /// What those who would start one are told.
    #[must_use]
    pub fn words(&self) -> String {
        let by = self.ordered_by.as_deref().unwrap_or("the operator");
        format!(
            "Nobody may start an impersonation at the moment, by order of {by}: {}",
            self.reason
        )
    }
}

impl Impersonations {
    /// The order that stands, if one does.
    pub async fn stopped(&self) -> Result<Option<Stop>, StoreError> {
        self.0.store.stopped().await
    }

    /// Lets nobody start an impersonation from now on; what runs goes on. False where an order stands already,
    /// which is left as it is.
    pub async fn stop(&self, by: OrderedBy<'_>, reason: &str) -> Result<bool, OrderError> {
        let order = self.0.order(by, reason)?;
        let event = Event::new(EventKind::StartsStopped, self.0.random.id("order"));
        let since = self.0.clock.now();
        Ok(self.0.store.stop(&order, event, since).await?)
    }

    /// Lets impersonations be started again. False where no order stands.
    pub async fn resume(&self, by: OrderedBy<'_>, reason: &str) -> Result<bool, OrderError> {
        let order = self.0.order(by, reason)?;
        let event = Event::new(EventKind::StartsResumed, self.0.random.id("order"));
        Ok(self.0.store.resume(&order, event).await?)
    }
}

impl Store {
    pub(super) async fn stopped(&self) -> Result<Option<Stop>, StoreError> {
        let query = sqlx::query_as(statements::STOPPED);
        Ok(query.fetch_optional(&self.pool).await?)
    }

    async fn stop(&self, order: &Order, event: Event, since: Millis) -> Result<bool, StoreError> {
        let by = order.by.as_ref().map(|person| &person.name);
        let query = sqlx::query(statements::STOP)
            .bind(by)
            .bind(&order.reason)
            .bind(since);
        self.switch(query, order, event).await
    }

    async fn resume(&self, order: &Order, event: Event) -> Result<bool, StoreError> {
        self.switch(sqlx::query(statements::RESUME), order, event)
            .await
    }

    /// Makes a change together with its record. False, and no record, where there was nothing to change.
    async fn switch(
        &self,
        change: Query<'_, Sqlite, SqliteArguments>,
        order: &Order,
        event: Event,
    ) -> Result<bool, StoreError> {
        let mut transaction = database::begin_durable(&self.pool).await?;
        if change.execute(&mut *transaction).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let event = order.sign(event);
        self.ledger.append_in(&mut transaction, event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Whether an order stands, as the transaction that is about to begin one sees it.
pub(super) async fn is_stopped(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let query = sqlx::query_as::<_, Stop>(statements::STOPPED);
    Ok(query.fetch_optional(connection).await?.is_some())
}
