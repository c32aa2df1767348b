use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::chain::{Row, encode};
use super::{Broken, Ledger, VerifyingKey, statements};

/// How many rows make a segment.
pub const SEGMENT: i64 = 1_000;

/// The signature over the last row of a segment. It says which rows belong together and what they were when the
/// last of them was written; it is no head, so nothing can be cut off behind it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seal {
    #[sqlx(rename = "first_seq")]
    pub first: i64,
    #[sqlx(rename = "last_seq")]
    pub last: i64,
    pub hash: String,
    pub signature: String,
}

impl Seal {
    fn message(&self, label: &str) -> Vec<u8> {
        encode(
            "understudy ledger seal 1",
            &[
                label.as_bytes(),
                &self.first.to_be_bytes(),
                &self.last.to_be_bytes(),
                self.hash.as_bytes(),
            ],
        )
    }

    pub(super) fn check(&self, label: &str, key: &VerifyingKey) -> Result<(), Broken> {
        if key.accepts(&self.message(label), &self.signature) {
            return Ok(());
        }
        let why = "the seal of the segment that ends here does not bear a signature by this key";
        Err(Broken::new(self.last, why))
    }
}

impl Ledger {
    /// Seals the segment that `row` completes, if it does. A ledger that is older than its seals has a longer
    /// first segment.
    pub(super) async fn seal(
        &self,
        connection: &mut SqliteConnection,
        row: &Row,
    ) -> sqlx::Result<()> {
        if row.seq % SEGMENT != 0 {
            return Ok(());
        }
        let sealed: Option<i64> = sqlx::query_scalar(statements::LAST_SEALED)
            .fetch_optional(&mut *connection)
            .await?;
        let removed: Option<i64> = sqlx::query_scalar(statements::LAST_REMOVED)
            .fetch_optional(&mut *connection)
            .await?;
        let mut seal = Seal {
            first: sealed.max(removed).unwrap_or(0) + 1,
            last: row.seq,
            hash: row.hash.clone(),
            signature: String::new(),
        };
        seal.signature = self.key.sign(&seal.message(&self.label));
        sqlx::query(statements::INSERT_SEAL)
            .bind(seal.first)
            .bind(seal.last)
            .bind(&seal.hash)
            .bind(&seal.signature)
            .execute(connection)
            .await?;
        Ok(())
    }
}
