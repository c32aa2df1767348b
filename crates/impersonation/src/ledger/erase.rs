use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::hold::{self, Held};
use super::list::StoredValue;
use super::{Event, EventKind, Ledger, PersonalField, statements};
use crate::StoreError;

/// The name under which an erasure lists what it erased: pairs of row number and field.
pub(super) const ERASED: &str = "erased";

/// How many rows of somebody are looked at in one transaction.
const AT_ONCE: i64 = 100;

/// What is about the user acted as.
const OF_SUBJECT: &[PersonalField] = &[
    PersonalField::SubjectId,
    PersonalField::SubjectName,
    PersonalField::SubjectEmail,
    PersonalField::Reason,
    PersonalField::CaseReference,
    PersonalField::Words,
];

/// What is about the person at the keyboard.
const OF_ACTOR: &[PersonalField] = &[
    PersonalField::ActorId,
    PersonalField::ActorName,
    PersonalField::ActorEmail,
    PersonalField::Address,
];

/// Why somebody's values were not erased, or not all.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// They must be kept for now.
    #[error("The hold {0} keeps these records; lift it first")]
    Held(String),
    /// Somebody acts as them, or they act as somebody, at this moment.
    #[error("The impersonation {0} is not over yet; end it first")]
    Live(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for EraseError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Ledger {
    /// Erases personal values for good, with the salts that their commitments were made with, and
    /// records that it did. Without that record [`super::verify`] takes a missing value for
    /// tampering. `about` names the request that it was done for. What is gone already is skipped.
    pub async fn erase(
        &self,
        about: &str,
        values: &[(i64, PersonalField)],
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        self.erase_in(&mut transaction, about, values).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Erases, for good, what is about the user with the id `person` in some of the records that have them as actor
    /// or subject, or in which a hold names them. Answers how many values; when none are left, 0.
    pub(crate) async fn erase_some_of(
        &self,
        person: &str,
        about: &str,
    ) -> Result<usize, EraseError> {
        let mut transaction = self.begin().await?;
        let rows: Vec<i64> = sqlx::query_scalar(statements::SOME_ROWS_OF_PERSON)
            .bind(person)
            .bind(AT_ONCE)
            .fetch_all(&mut *transaction)
            .await?;
        refuse_held(&mut transaction, person).await?;
        let mut values = hold::naming(&mut transaction, person).await?;
        for seq in rows {
            let stored: Vec<StoredValue> = sqlx::query_as(statements::VALUES_OF_ROW)
                .bind(seq)
                .fetch_all(&mut *transaction)
                .await?;
            let as_subject = is(&stored, PersonalField::SubjectId, person).then_some(OF_SUBJECT);
            let as_actor = is(&stored, PersonalField::ActorId, person).then_some(OF_ACTOR);
            let fields = as_subject.into_iter().chain(as_actor).flatten();
            values.extend(fields.map(|field| (seq, *field)));
        }
        let erased = self.erase_in(&mut transaction, about, &values).await?;
        transaction.commit().await?;
        Ok(erased)
    }

    async fn erase_in(
        &self,
        connection: &mut SqliteConnection,
        about: &str,
        values: &[(i64, PersonalField)],
    ) -> Result<usize, StoreError> {
        let mut erased: Vec<Value> = Vec::new();
        for (seq, field) in values {
            let deleted = sqlx::query(statements::DELETE_VALUE)
                .bind(seq)
                .bind(field.as_str())
                .execute(&mut *connection)
                .await?;
            if deleted.rows_affected() > 0 {
                erased.push(json!([seq, field.as_str()]));
            }
        }
        let count = erased.len();
        if count > 0 {
            let event = Event::new(EventKind::ValuesErased, about).detail(ERASED, erased);
            self.append_in(connection, event).await?;
        }
        Ok(count)
    }
}

/// A hold on somebody, or on an impersonation that they have a part in, keeps their values.
async fn refuse_held(connection: &mut SqliteConnection, person: &str) -> Result<(), EraseError> {
    for hold in hold::in_force(&mut *connection).await? {
        let is_held = match &hold.held {
            Held::Person(held) => held == person,
            Held::Impersonation(id) => has_part(&mut *connection, person, id).await?,
        };
        if is_held {
            return Err(EraseError::Held(hold.id));
        }
    }
    Ok(())
}

/// Whether somebody is actor or subject in a record about an impersonation.
async fn has_part(
    connection: &mut SqliteConnection,
    person: &str,
    impersonation: &str,
) -> sqlx::Result<bool> {
    let rows: Vec<i64> = sqlx::query_scalar(statements::ROWS_ABOUT)
        .bind(impersonation)
        .fetch_all(&mut *connection)
        .await?;
    for seq in rows {
        let stored: Vec<StoredValue> = sqlx::query_as(statements::VALUES_OF_ROW)
            .bind(seq)
            .fetch_all(&mut *connection)
            .await?;
        let fields = [PersonalField::SubjectId, PersonalField::ActorId];
        if fields.iter().any(|field| is(&stored, *field, person)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a record has `person` in a field.
fn is(stored: &[StoredValue], field: PersonalField, person: &str) -> bool {
    stored
        .iter()
        .any(|value| value.field == field.as_str() && value.value == person)
}
