use ambient::Millis;
use sqlx::SqliteConnection;

use super::record::{Record, Row};
use super::stop::is_stopped;
use super::{EndCause, Impersonation, State, events, statements};
use crate::ledger::{self, Event};
use crate::{Ledger, ProviderError, StoreError};

/// The table `impersonations`. Whatever changes somebody's identity is written together with its
/// record in the ledger, in one transaction.
#[derive(Clone)]
pub(super) struct Store {
    pub pool: database::Pool,
    pub ledger: Ledger,
}

/// What became of an attempt to finish an impersonation.
pub(super) enum Finished {
    /// It is over now.
    Now(Record),
    /// It was over before.
    Before(Record),
    /// There is none of that id.
    Unknown,
}

impl Store {
    /// Looks for what this form did when it was sent before. Fails where nothing can be written,
    /// so that nobody at the provider is asked anything that could not be recorded.
    pub(super) async fn find_form(
        &self,
        browser_session: &str,
        form: &str,
    ) -> Result<Option<Record>, StoreError> {
        let mut transaction = database::begin_write(&self.pool).await?;
        sqlx::query(ledger::statements::PROBE)
            .execute(&mut *transaction)
            .await?;
        let row: Option<Row> = sqlx::query_as(statements::FIND_FORM)
            .bind(browser_session)
            .bind(form)
            .fetch_optional(&mut *transaction)
            .await?;
        row.map(Record::try_from).transpose()
    }

    /// Records an attempt that is about to be made. False, and nothing is recorded, when the form
    /// was sent before, the browser session has a live one, or starts are stopped.
    pub(super) async fn attempt(&self, record: &Record) -> Result<bool, StoreError> {
        let mut transaction = database::begin_durable(&self.pool).await?;
        if is_stopped(&mut transaction).await? || !insert(&mut transaction, record).await? {
            return Ok(false);
        }
        let event = events::attempted(&record.impersonation);
        self.ledger.append_in(&mut transaction, event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Records something that was over before anything was done: refused, or failed.
    pub(super) async fn fruitless(&self, record: &Record, event: Event) -> Result<(), StoreError> {
        let mut transaction = database::begin_durable(&self.pool).await?;
        // Where another process was quicker with the same form, the record alone is added.
        insert(&mut transaction, record).await?;
        self.ledger.append_in(&mut transaction, event).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Notes the ticket. False when the attempt was ended meanwhile.
    pub(super) async fn minted(&self, impersonation: &Impersonation) -> Result<bool, StoreError> {
        let query = sqlx::query(statements::MINTED)
            .bind(&impersonation.id)
            .bind(&impersonation.actor_token_id)
            .bind(impersonation.accept_until);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Records the open session of `impersonation`, which is as it shall be. False when the attempt
    /// was ended meanwhile.
    pub(super) async fn started(&self, impersonation: &Impersonation) -> Result<bool, StoreError> {
        let mut transaction = database::begin_durable(&self.pool).await?;
        let updated = sqlx::query(statements::STARTED)
            .bind(&impersonation.id)
            .bind(&impersonation.session_id)
            .bind(impersonation.started_at)
            .bind(impersonation.expires_at)
            .bind(impersonation.last_seen_at)
            .execute(&mut *transaction)
            .await?;
        if updated.rows_affected() == 0 {
            return Ok(false);
        }
        self.ledger
            .append_in(&mut transaction, events::started(impersonation))
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes a request from inside. False when it is over.
    pub(super) async fn seen(&self, id: &str, now: Millis) -> Result<bool, StoreError> {
        let query = sqlx::query(statements::SEEN)
            .bind(id)
            .bind(now)
            .bind(Impersonation::idle_since(now));
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Records that the provider failed an attempt at `step`; what it made is to be revoked.
    pub(super) async fn failed(
        &self,
        id: &str,
        step: &str,
        error: &ProviderError,
        at: Millis,
    ) -> Result<Finished, StoreError> {
        let change = |record: &mut Record| {
            record.impersonation.state = State::Failed;
            record.impersonation.words = Some(error.words.clone());
            record.impersonation.ended_at = Some(at);
            record.provider_status = error.status;
            record.provider_code.clone_from(&error.code);
            (None, events::failed(record, step))
        };
        self.finish(id, change).await
    }

    /// Records an end, whatever it is an end of: what runs is ended, what has not begun has failed.
    pub(super) async fn ended(
        &self,
        id: &str,
        cause: EndCause,
        at: Millis,
    ) -> Result<Finished, StoreError> {
        let change = |record: &mut Record| {
            let impersonation = &mut record.impersonation;
            impersonation.ended_at = Some(at);
            // Whoever comes when its time is up did not end it.
            let cause = impersonation.overdue(at).unwrap_or(cause);
            if impersonation.state == State::Running {
                impersonation.state = State::Ended(cause);
                return (Some(cause), events::ended(impersonation, cause));
            }
            impersonation.state = State::Failed;
            impersonation.words = Some(format!("Before it had begun: {}.", cause.words()));
            (Some(cause), events::interrupted(impersonation, cause))
        };
        self.finish(id, change).await
    }

    async fn finish(
        &self,
        id: &str,
        change: impl FnOnce(&mut Record) -> (Option<EndCause>, Event) + Send,
    ) -> Result<Finished, StoreError> {
        let mut transaction = database::begin_durable(&self.pool).await?;
        let Some(mut record) = find(&mut transaction, id).await? else {
            return Ok(Finished::Unknown);
        };
        let before = record.impersonation.state;
        if !before.is_live() {
            return Ok(Finished::Before(record));
        }
        let (cause, event) = change(&mut record);
        let impersonation = &record.impersonation;
        let updated = sqlx::query(statements::FINISH)
            .bind(id)
            .bind(impersonation.state.as_str())
            .bind(cause.map(EndCause::as_str))
            .bind(&impersonation.words)
            .bind(record.provider_status.map(i64::from))
            .bind(&record.provider_code)
            .bind(&impersonation.session_id)
            .bind(impersonation.ended_at)
            .bind(i64::from(needs_revoking(impersonation)))
            .bind(before.as_str())
            .execute(&mut *transaction)
            .await?;
        if updated.rows_affected() == 0 {
            // Only where the write lock is not one for the whole database: somebody was quicker.
            return Ok(find(&mut transaction, id)
                .await?
                .map_or(Finished::Unknown, Finished::Before));
        }
        self.ledger.append_in(&mut transaction, event).await?;
        transaction.commit().await?;
        Ok(Finished::Now(record))
    }

    /// Notes what the provider made although the impersonation was over by then; to be revoked.
    pub(super) async fn adopt(
        &self,
        id: &str,
        actor_token_id: Option<&str>,
        session_id: Option<&str>,
    ) -> Result<Option<Record>, StoreError> {
        let mut transaction = database::begin_write(&self.pool).await?;
        sqlx::query(statements::ADOPT)
            .bind(id)
            .bind(actor_token_id)
            .bind(session_id)
            .execute(&mut *transaction)
            .await?;
        let record = find(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(record)
    }

    /// Notes that nothing is left to be revoked.
    pub(super) async fn revoked(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query(statements::REVOKED)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Also a session that was found dead: whoever found it may have been mistaken.
fn needs_revoking(impersonation: &Impersonation) -> bool {
    impersonation.actor_token_id.is_some() || impersonation.session_id.is_some()
}

async fn find(connection: &mut SqliteConnection, id: &str) -> Result<Option<Record>, StoreError> {
    let query = sqlx::query_as::<_, Row>(statements::FIND).bind(id);
    query
        .fetch_optional(connection)
        .await?
        .map(Record::try_from)
        .transpose()
}

async fn insert(connection: &mut SqliteConnection, record: &Record) -> Result<bool, StoreError> {
    let impersonation = &record.impersonation;
    let destination = impersonation.destination.as_ref();
    let inserted = sqlx::query(statements::INSERT)
        .bind(&impersonation.id)
        .bind(&impersonation.browser_session)
        .bind(&record.form)
        .bind(&impersonation.actor.id)
        .bind(&impersonation.actor.name)
        .bind(&impersonation.actor.email)
        .bind(&impersonation.subject.id)
        .bind(&impersonation.subject.name)
        .bind(&impersonation.subject.email)
        .bind(&impersonation.reason)
        .bind(&impersonation.case_reference)
        .bind(i64::from(impersonation.minutes))
        .bind(&impersonation.rule)
        .bind(impersonation.state.as_str())
        .bind(&impersonation.words)
        .bind(record.provider_status.map(i64::from))
        .bind(&record.provider_code)
        .bind(impersonation.attempted_at)
        .bind(impersonation.ended_at)
        .bind(destination.map(|destination| &destination.id))
        .bind(destination.map(|destination| &destination.name))
        .execute(connection)
        .await?;
    Ok(inserted.rows_affected() > 0)
}
