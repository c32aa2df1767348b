use ambient::Millis;

use super::record::{Record, Row};
use super::{Impersonation, Impersonations, Inner, State, Store, statements};
use crate::StoreError;

/// The most that one call returns.
const MOST: u32 = 500;

impl Impersonations {
    /// One, by its id, whatever became of it.
    pub async fn get(&self, id: &str) -> Result<Option<Impersonation>, StoreError> {
        let found = self.0.store.get(id).await?;
        Ok(found.map(|impersonation| self.0.memory.overlay(impersonation)))
    }

    /// All that run, and those that wait in another application for their link to be opened; the newest
    /// first.
    pub async fn running(&self) -> Result<Vec<Impersonation>, StoreError> {
        let query = sqlx::query_as(statements::RUNNING).bind(self.0.clock.now());
        Ok(only_running(self.read(query).await?, self.0.clock.now()))
    }

    /// All in which somebody is acting as this user, the newest first.
    pub async fn running_as(&self, subject_id: &str) -> Result<Vec<Impersonation>, StoreError> {
        let now = self.0.clock.now();
        let query = sqlx::query_as(statements::RUNNING_AS)
            .bind(now)
            .bind(subject_id);
        Ok(only_running(self.read(query).await?, now))
    }

    /// The one that the browser session is in. One whose time is up is ended on the way, so what
    /// is returned is within its time.
    pub async fn running_for_browser(
        &self,
        browser_session: &str,
    ) -> Result<Option<Impersonation>, StoreError> {
        let live = self.0.live_now(browser_session).await?;
        Ok(live.filter(|live| live.state == State::Running))
    }

    /// Those that run or ran, the newest first: what was asked for before the one with the id
    /// `before` (the last one seen), at most `limit` (and never more than 500). An unknown
    /// `before` has nothing before it.
    pub async fn recent(
        &self,
        limit: u32,
        before: Option<&str>,
    ) -> Result<Vec<Impersonation>, StoreError> {
        let (moment, id) = match before {
            None => (Millis::MAX, String::new()),
            Some(id) => match self.0.store.get(id).await? {
                Some(last) => (last.attempted_at, last.id),
                None => return Ok(Vec::new()),
            },
        };
        let query = sqlx::query_as(statements::RECENT).bind(moment).bind(id);
        self.read(query.bind(i64::from(limit.min(MOST)))).await
    }

    /// Those in which somebody acted as this user, the newest first.
    pub async fn of_subject(
        &self,
        subject_id: &str,
        limit: u32,
    ) -> Result<Vec<Impersonation>, StoreError> {
        let query = sqlx::query_as(statements::OF_SUBJECT).bind(subject_id);
        self.read(query.bind(i64::from(limit.min(MOST)))).await
    }

    /// Those in which this person acted, the newest first.
    pub async fn of_actor(
        &self,
        actor_id: &str,
        limit: u32,
    ) -> Result<Vec<Impersonation>, StoreError> {
        let query = sqlx::query_as(statements::OF_ACTOR).bind(actor_id);
        self.read(query.bind(i64::from(limit.min(MOST)))).await
    }

    async fn read(&self, query: Query<'_>) -> Result<Vec<Impersonation>, StoreError> {
        let rows = query.fetch_all(&self.0.store.pool).await?;
        rows.into_iter()
            .map(|row| Ok(self.0.memory.overlay(Record::try_from(row)?.impersonation)))
            .collect()
    }
}

type Query<'q> = sqlx::query::QueryAs<'q, sqlx::Sqlite, Row, sqlx::sqlite::SqliteArguments>;

/// Without those whose end is in force and not recorded yet.
fn only_running(mut impersonations: Vec<Impersonation>, now: Millis) -> Vec<Impersonation> {
    impersonations.retain(|it| it.state.is_live() && it.overdue(now).is_none());
    impersonations
}

impl Inner {
    /// The live one of the browser session. One whose end is due, by its time or because it could
    /// not be recorded before, is ended on the way.
    pub(super) async fn live_now(
        &self,
        browser_session: &str,
    ) -> Result<Option<Impersonation>, StoreError> {
        let Some(live) = self.store.live_of_browser(browser_session).await? else {
            return Ok(None);
        };
        let buried = self.memory.tombstone(&live.id).map(|(cause, _)| cause);
        let Some(cause) = buried.or(live.overdue(self.clock.now())) else {
            return Ok(Some(live));
        };
        // Should the record fail, the end is in force nevertheless and the sweeper's to record.
        if let Err(error) = self.end(&live.id, cause).await {
            tracing::warn!(impersonation.id = %live.id, %error, "It is over and not recorded");
        }
        Ok(None)
    }
}

impl Store {
    /// The one that stands in the way of another start by the browser session.
    pub(super) async fn live_of_browser(
        &self,
        browser_session: &str,
    ) -> Result<Option<Impersonation>, StoreError> {
        let query = sqlx::query_as::<_, Row>(statements::FIND_LIVE).bind(browser_session);
        let row = query.fetch_optional(&self.pool).await?;
        Ok(row
            .map(Record::try_from)
            .transpose()?
            .map(|record| record.impersonation))
    }

    pub(super) async fn get(&self, id: &str) -> Result<Option<Impersonation>, StoreError> {
        let query = sqlx::query_as::<_, Row>(statements::FIND).bind(id);
        let row = query.fetch_optional(&self.pool).await?;
        Ok(row
            .map(Record::try_from)
            .transpose()?
            .map(|record| record.impersonation))
    }
}
