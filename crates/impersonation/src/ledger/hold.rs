use std::collections::BTreeMap;

use ambient::Millis;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::chain::Row;
use super::list::StoredValue;
use super::{Event, EventKind, Ledger, PersonalField, statements};
use crate::StoreError;

/// The name under which the end of a hold says which row began it.
pub(super) const ADDED: &str = "added";

/// What must be kept for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Everything with this user as actor or subject, by user id.
    Person(String),
    /// Everything about this impersonation, by its id.
    Impersonation(String),
}

/// A hold that is in force: neither retention nor erasure touches what it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// `hold_…`.
    pub id: String,
    /// What it is on.
    pub held: Held,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: Millis,
    /// The row that began it.
    pub seq: i64,
}

/// A hold was to be lifted that is not in force.
#[derive(Debug, thiserror::Error)]
pub enum LiftError {
    /// There is none of that id, or it was lifted before.
    #[error("There is no hold {0} in force")]
    Unknown(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Ledger {
    /// Puts a hold on something and answers its id. The hold is a record like any other.
    pub async fn add_hold(&self, held: &Held, reason: &str) -> Result<String, StoreError> {
        let id = self.random.id("hold");
        let event = Event::new(EventKind::HoldAdded, &id).personal(PersonalField::Reason, reason);
        let event = match held {
            Held::Person(person) => event.personal(PersonalField::PersonId, person),
            Held::Impersonation(impersonation) => {
                event.detail("impersonation", impersonation.as_str())
            }
        };
        self.append(event).await?;
        Ok(id)
    }

    /// Lifts a hold.
    pub async fn lift_hold(&self, id: &str, reason: &str) -> Result<(), LiftError> {
        let mut transaction = self.begin().await?;
        let holds = in_force(&mut transaction).await.map_err(StoreError::from)?;
        let Some(hold) = holds.into_iter().find(|hold| hold.id == id) else {
            return Err(LiftError::Unknown(id.to_owned()));
        };
        let event = Event::new(EventKind::HoldLifted, id)
            .detail(ADDED, hold.seq)
            .personal(PersonalField::Reason, reason);
        self.append_in(&mut transaction, event).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// The holds that are in force, the oldest first.
    pub async fn holds(&self) -> Result<Vec<Hold>, StoreError> {
        let mut snapshot = self.pool.begin().await?;
        Ok(in_force(&mut snapshot).await?)
    }

    pub(super) async fn begin(&self) -> Result<database::Transaction, StoreError> {
        Ok(database::begin_durable(&self.pool).await?)
    }
}

/// The holds that are in force, the oldest first. A hold whose person cannot be read is one on nobody that could
/// be found; [`super::verify`] tells of it.
pub(super) async fn in_force(connection: &mut SqliteConnection) -> sqlx::Result<Vec<Hold>> {
    let mut holds: BTreeMap<i64, Hold> = BTreeMap::new();
    for row in of_kind(&mut *connection, EventKind::HoldAdded).await? {
        let values: Vec<StoredValue> = sqlx::query_as(statements::VALUES_OF_ROW)
            .bind(row.seq)
            .fetch_all(&mut *connection)
            .await?;
        let value = |field: PersonalField| {
            let mut values = values.iter();
            let found = values.find(|value| value.field == field.as_str());
            found.map(|value| value.value.clone()).unwrap_or_default()
        };
        let details: Value = serde_json::from_str(&row.details).unwrap_or_default();
        let held = match details["impersonation"].as_str() {
            Some(impersonation) => Held::Impersonation(impersonation.to_owned()),
            None => Held::Person(value(PersonalField::PersonId)),
        };
        let reason = value(PersonalField::Reason);
        let (id, at, seq) = (row.about, row.at, row.seq);
        holds.insert(
            seq,
            Hold {
                id,
                held,
                reason,
                at,
                seq,
            },
        );
    }
    for row in of_kind(connection, EventKind::HoldLifted).await? {
        let details: Value = serde_json::from_str(&row.details).unwrap_or_default();
        if let Some(added) = details[ADDED].as_i64() {
            holds.remove(&added);
        }
    }
    Ok(holds.into_values().collect())
}

/// The values in which holds name somebody.
pub(super) async fn naming(
    connection: &mut SqliteConnection,
    person: &str,
) -> sqlx::Result<Vec<(i64, PersonalField)>> {
    let mut named = Vec::new();
    for row in of_kind(&mut *connection, EventKind::HoldAdded).await? {
        let values: Vec<StoredValue> = sqlx::query_as(statements::VALUES_OF_ROW)
            .bind(row.seq)
            .fetch_all(&mut *connection)
            .await?;
        let field = PersonalField::PersonId;
        if values
            .iter()
            .any(|value| value.field == field.as_str() && value.value == person)
        {
            named.extend([(row.seq, field), (row.seq, PersonalField::Reason)]);
        }
    }
    Ok(named)
}

/// All rows of a kind of which there are few.
async fn of_kind(connection: &mut SqliteConnection, kind: EventKind) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as(statements::LIST_KIND)
        .bind(i64::MAX)
        .bind(i64::MAX)
        .bind(kind.as_str())
        .fetch_all(connection)
        .await
}
