use ambient::Millis;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::erase::ERASED;
use super::hold::{ADDED, Held, in_force};
use super::seal::Seal;
use super::{Broken, Event, EventKind, Ledger, Tombstone, statements, verify};
use crate::StoreError;

/// How many segments are removed at once: others want to write meanwhile.
const AT_ONCE: usize = 20;

/// What retention did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    /// What was removed, and is named by these tombstones.
    pub removed: Vec<Tombstone>,
    /// Segments that are old enough and were kept, by their first and last row, for a hold or for what belongs to
    /// rows that were kept for one.
    pub kept: Vec<(i64, i64)>,
}

/// Why nothing was removed.
#[derive(Debug, thiserror::Error)]
pub enum RetainError {
    /// The ledger is not as it was written, and what is removed could not be examined any more.
    #[error("The ledger is not as it was written, so nothing is removed from it: {0}")]
    Broken(#[from] Broken),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for RetainError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Ledger {
    /// Removes sealed segments all of whose records were written before `before`, and leaves a signed tombstone and a
    /// record by whose `rule` they went. Verifies the whole ledger first, so that no trace of a change is removed.
    pub async fn retain(&self, before: Millis, rule: &str) -> Result<Retained, RetainError> {
        let mut retained = Retained::default();
        let mut snapshot = self.pool.begin().await?;
        let found = find(&mut snapshot, before, 0).await?;
        drop(snapshot);
        if found.removable.is_none() {
            retained.kept = found.kept;
            return Ok(retained);
        }
        verify(&self.pool, &self.verifying_key()).await?;
        let mut behind = 0;
        loop {
            let mut transaction = self.begin().await?;
            let found = find(&mut transaction, before, behind).await?;
            retained.kept.extend(found.kept);
            let Some(run) = found.removable else {
                return Ok(retained);
            };
            behind = run.last;
            let tombstone = self.remove(&mut transaction, run, rule).await?;
            transaction.commit().await?;
            retained.removed.push(tombstone);
        }
    }

    async fn remove(
        &self,
        connection: &mut SqliteConnection,
        run: Run,
        rule: &str,
    ) -> Result<Tombstone, StoreError> {
        let previous: String = sqlx::query_scalar(statements::PREVIOUS)
            .bind(run.first)
            .fetch_one(&mut *connection)
            .await?;
        let event = Event::new(EventKind::RowsRemoved, &self.label[..])
            .detail("first", run.first)
            .detail("last", run.last)
            .detail("hash", run.hash.as_str())
            .detail("rule", rule);
        let recorded = self.append_in(&mut *connection, event).await?;
        let mut tombstone = Tombstone {
            first: run.first,
            last: run.last,
            previous,
            hash: run.hash,
            rule: rule.to_owned(),
            at: self.clock.now(),
            recorded,
            signature: String::new(),
        };
        tombstone.sign(&self.label, &self.key);
        sqlx::query(statements::INSERT_TOMBSTONE)
            .bind(tombstone.first)
            .bind(tombstone.last)
            .bind(&tombstone.previous)
            .bind(&tombstone.hash)
            .bind(&tombstone.rule)
            .bind(tombstone.at)
            .bind(tombstone.recorded)
            .bind(&tombstone.signature)
            .execute(&mut *connection)
            .await?;
        for statement in [
            statements::DELETE_ROWS,
            statements::DELETE_VALUES,
            statements::DELETE_SEALS,
        ] {
            sqlx::query(statement)
                .bind(tombstone.first)
                .bind(tombstone.last)
                .execute(&mut *connection)
                .await?;
        }
        Ok(tombstone)
    }
}

/// Segments that lie beside each other.
struct Run {
    first: i64,
    last: i64,
    hash: String,
}

/// What there is to do.
struct Found {
    removable: Option<Run>,
    /// What is kept between `behind` and the end of the run.
    kept: Vec<(i64, i64)>,
}

/// The first segments, beside each other, that may go; those up to row `behind` were looked at before.
async fn find(
    connection: &mut SqliteConnection,
    before: Millis,
    behind: i64,
) -> Result<Found, StoreError> {
    let seals: Vec<Seal> = sqlx::query_as(statements::SEALS)
        .fetch_all(&mut *connection)
        .await?;
    let held = held_rows(&mut *connection).await?;
    // All segments that are kept: what is still there of those that were looked at before is.
    let mut kept: Vec<(i64, i64)> = Vec::new();
    let mut found = Found {
        removable: None,
        kept: Vec::new(),
    };
    let mut segments = 0;
    for seal in seals {
        let segment = (seal.first, seal.last);
        if seal.last <= behind {
            kept.push(segment);
            continue;
        }
        let youngest: Millis = sqlx::query_scalar(statements::YOUNGEST)
            .bind(seal.first)
            .bind(seal.last)
            .fetch_one(&mut *connection)
            .await?;
        if youngest >= before || segments == AT_ONCE {
            break;
        }
        let must_stay = held
            .iter()
            .any(|seq| (seal.first..=seal.last).contains(seq))
            || belongs_to(&mut *connection, segment, &kept).await?;
        match &mut found.removable {
            Some(_) if must_stay => break,
            Some(run) if run.last + 1 != seal.first => break,
            Some(run) => {
                run.last = seal.last;
                run.hash = seal.hash;
                segments += 1;
            }
            None if must_stay => {
                kept.push(segment);
                found.kept.push(segment);
            }
            None => {
                found.removable = Some(Run {
                    first: seal.first,
                    last: seal.last,
                    hash: seal.hash,
                });
                segments += 1;
            }
        }
    }
    Ok(found)
}

/// The rows that a hold is on, its own among them.
async fn held_rows(connection: &mut SqliteConnection) -> Result<Vec<i64>, StoreError> {
    let mut rows = Vec::new();
    for hold in in_force(&mut *connection).await? {
        rows.push(hold.seq);
        let (statement, id) = match &hold.held {
            Held::Person(person) => (statements::ROWS_OF_PERSON, person),
            Held::Impersonation(impersonation) => (statements::ROWS_ABOUT, impersonation),
        };
        let held: Vec<i64> = sqlx::query_scalar(statement)
            .bind(id)
            .fetch_all(&mut *connection)
            .await?;
        rows.extend(held);
    }
    Ok(rows)
}

/// Whether records of a segment are the other half of records that are kept: an erasure of what was in them, the
/// end of a hold that began with them.
async fn belongs_to(
    connection: &mut SqliteConnection,
    segment: (i64, i64),
    kept: &[(i64, i64)],
) -> Result<bool, StoreError> {
    if kept.is_empty() {
        return Ok(false);
    }
    let halves: Vec<String> = sqlx::query_scalar(statements::SECOND_HALVES)
        .bind(segment.0)
        .bind(segment.1)
        .fetch_all(connection)
        .await?;
    let is_kept = |seq: i64| {
        kept.iter()
            .any(|(first, last)| (*first..=*last).contains(&seq))
    };
    Ok(halves.iter().any(|details| {
        let details: Value = serde_json::from_str(details).unwrap_or(json!(null));
        let erased = details[ERASED].as_array().into_iter().flatten();
        let mut rows = erased
            .map(|pair| pair[0].as_i64())
            .chain([details[ADDED].as_i64()]);
        rows.any(|seq| seq.is_some_and(is_kept))
    }))
}
