use std::collections::BTreeMap;

use ambient::Millis;
use serde_json::Value;

use super::chain::Row;
use super::{EventKind, Ledger, statements};
use crate::StoreError;

/// The most entries that one call returns.
const MOST: u32 = 500;

/// Which records to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All.
    Everything,
    /// Those of one impersonation, by its id.
    About(String),
    /// Those of one kind.
    Kind(EventKind),
    /// Those of one person at the keyboard, by user id, unless it was erased.
    Actor(String),
    /// Those of one user acted as, by user id, unless it was erased.
    Subject(String),
}

/// A record. It shows what is stored; whether that is what was written, [`super::verify`] says.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number, counted from 1 without a gap.
    pub seq: i64,
    /// When it was written.
    pub at: Millis,
    /// What happened ([`EventKind::as_str`]).
    pub kind: String,
    /// The impersonation it is about, by id.
    pub about: String,
    /// Facts that are about nobody.
    pub details: Value,
    /// Facts about somebody, by the name of the field ([`super::PersonalField::as_str`]).
    pub personal: BTreeMap<String, PersonalValue>,
    /// Its hash, 64 hex digits.
    pub hash: String,
}

/// A fact about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonalValue {
    /// Still there.
    Known(String),
    /// Erased; only the commitment is left.
    Erased,
}

impl PersonalValue {
    /// For people: the value, or "erased".
    pub fn words(&self) -> &str {
        match self {
            Self::Known(value) => value,
            Self::Erased => "erased",
        }
    }
}

impl Ledger {
    /// See [`list`].
    pub async fn list(
        &self,
        filter: &Filter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        list(&self.pool, filter, before, limit).await
    }
}

/// The newest records that `filter` lets through, newest first: those before number `before` (the
/// `seq` of the last one seen), at most `limit` (and never more than 500). Needs no key and shows a
/// ledger that has been tampered with, too.
pub async fn list(
    pool: &database::Pool,
    filter: &Filter,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let (statement, value) = match filter {
        Filter::Everything => (statements::LIST, None),
        Filter::About(id) => (statements::LIST_ABOUT, Some(id.as_str())),
        Filter::Kind(kind) => (statements::LIST_KIND, Some(kind.as_str())),
        Filter::Actor(id) => (statements::LIST_ACTOR, Some(id.as_str())),
        Filter::Subject(id) => (statements::LIST_SUBJECT, Some(id.as_str())),
    };
    let mut query = sqlx::query_as::<_, Row>(statement)
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit.min(MOST)));
    if let Some(value) = value {
        query = query.bind(value);
    }
    let mut entries = Vec::new();
    for row in query.fetch_all(pool).await? {
        entries.push(entry(pool, row).await?);
    }
    Ok(entries)
}

/// The records after number `after`, in their order, at most `limit` (and never more than 500).
pub async fn following(
    pool: &database::Pool,
    after: i64,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(statements::ROWS_AFTER)
        .bind(after)
        .bind(i64::from(limit.min(MOST)))
        .fetch_all(pool)
        .await?;
    let mut entries = Vec::new();
    for row in rows {
        entries.push(entry(pool, row).await?);
    }
    Ok(entries)
}

async fn entry(pool: &database::Pool, row: Row) -> Result<Entry, StoreError> {
    let committed: BTreeMap<String, Value> =
        serde_json::from_str(&row.commitments).unwrap_or_default();
    let mut personal: BTreeMap<String, PersonalValue> = committed
        .into_keys()
        .map(|field| (field, PersonalValue::Erased))
        .collect();
    let stored: Vec<StoredValue> = sqlx::query_as(statements::VALUES_OF_ROW)
        .bind(row.seq)
        .fetch_all(pool)
        .await?;
    for value in stored {
        personal.insert(value.field, PersonalValue::Known(value.value));
    }
    let details = serde_json::from_str(&row.details).unwrap_or(Value::String(row.details));
    let (seq, at, kind, about, hash) = (row.seq, row.at, row.kind, row.about, row.hash);
    Ok(Entry {
        seq,
        at,
        kind,
        about,
        details,
        personal,
        hash,
    })
}

/// A personal value as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct StoredValue {
    pub seq: i64,
    pub field: String,
    pub salt: String,
    pub value: String,
}
