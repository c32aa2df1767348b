use sqlx::SqliteConnection;

use super::chain::{encode, genesis};
use super::{Broken, LedgerKey, VerifyingKey, statements};
use crate::StoreError;

/// The end of a ledger: keep it elsewhere to notice when an older copy is put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The label of the instance whose ledger it is.
    pub label: String,
    /// The number of the last row; 0 when there is none.
    pub seq: i64,
    /// The hash of the last row, 64 hex digits.
    pub hash: String,
}

impl Head {
    /// The head of a ledger without rows.
    pub(super) fn before_the_first(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            seq: 0,
            hash: genesis(label),
        }
    }

    pub(super) fn sign(&self, key: &LedgerKey) -> String {
        key.sign(&self.message())
    }

    fn message(&self) -> Vec<u8> {
        encode(
            "understudy ledger head 1",
            &[
                self.label.as_bytes(),
                &self.seq.to_be_bytes(),
                self.hash.as_bytes(),
            ],
        )
    }
}

/// The head as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
struct StoredHead {
    id: i64,
    label: String,
    seq: i64,
    hash: String,
    signature: String,
}

/// What the head's row turned out to be.
pub(super) enum Found {
    /// One row, with a signature by the key.
    Signed(Head),
    /// None, several, or one that the key did not sign; the number it claims, and why.
    Bad(Broken),
}

/// Reads the head and checks its signature.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    key: &VerifyingKey,
) -> sqlx::Result<Found> {
    let mut stored: Vec<StoredHead> = sqlx::query_as(statements::HEADS)
        .fetch_all(connection)
        .await?;
    let Some(row) = stored.pop() else {
        return Ok(Found::Bad(Broken::new(None, "the signed head is missing")));
    };
    if !stored.is_empty() || row.id != 1 {
        return Ok(Found::Bad(Broken::new(
            None,
            "there is more than the one head",
        )));
    }
    let head = Head {
        label: row.label,
        seq: row.seq,
        hash: row.hash,
    };
    if key.accepts(&head.message(), &row.signature) {
        return Ok(Found::Signed(head));
    }
    let why = "the head does not bear a signature by this key";
    Ok(Found::Bad(Broken::new(Some(head.seq), why)))
}

/// Reads the head and makes sure that it is the one this instance signed over the row that is the
/// last: to append behind anything else would sign what somebody did to the ledger.
pub(super) async fn read_trusted(
    connection: &mut SqliteConnection,
    label: &str,
    key: &VerifyingKey,
) -> Result<Head, StoreError> {
    let head = match read(&mut *connection, key).await? {
        Found::Signed(head) => head,
        Found::Bad(broken) => return Err(StoreError::Ledger(broken)),
    };
    if head.label != label {
        let why = format!("it is the ledger of \"{}\"", head.label);
        return Err(StoreError::Ledger(Broken::new(None, why)));
    }
    let last: Option<(i64, String)> = sqlx::query_as(statements::LAST)
        .fetch_optional(connection)
        .await?;
    let (seq, hash) = last.unwrap_or_else(|| (0, genesis(label)));
    if (seq, &hash) != (head.seq, &head.hash) {
        let why = format!(
            "its last row is {seq}, and the signature is over row {}",
            head.seq
        );
        return Err(StoreError::Ledger(Broken::new(
            Some(seq.min(head.seq) + 1),
            why,
        )));
    }
    Ok(head)
}
