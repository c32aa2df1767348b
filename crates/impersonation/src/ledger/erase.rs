use serde_json::{Value, json};

use super::{Event, EventKind, Ledger, PersonalField, statements};
use crate::StoreError;

/// The name under which an erasure lists what it erased: pairs of row number and field.
pub(super) const ERASED: &str = "erased";

impl Ledger {
    /// Erases personal values for good, with the salts that their commitments were made with, and
    /// records that it did. Without that record [`super::verify`] takes a missing value for
    /// tampering. `about` names the request that it was done for. What is gone already is skipped.
    pub async fn erase(
        &self,
        about: &str,
        values: &[(i64, PersonalField)],
    ) -> Result<(), StoreError> {
        let mut transaction = database::begin_durable(&self.pool).await?;
        let mut erased: Vec<Value> = Vec::new();
        for (seq, field) in values {
            let deleted = sqlx::query(statements::DELETE_VALUE)
                .bind(seq)
                .bind(field.as_str())
                .execute(&mut *transaction)
                .await?;
            if deleted.rows_affected() > 0 {
                erased.push(json!([seq, field.as_str()]));
            }
        }
        if erased.is_empty() {
            return Ok(());
        }
        let event = Event::new(EventKind::ValuesErased, about).detail(ERASED, erased);
        self.append_in(&mut transaction, event).await?;
        transaction.commit().await?;
        Ok(())
    }
}
