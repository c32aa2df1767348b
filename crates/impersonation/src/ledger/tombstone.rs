use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::chain::encode;
use super::{Broken, LedgerKey, VerifyingKey};

/// What is left of rows that retention removed: which they were, the hashes at both ends of the gap, and by whose
/// rule, signed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// The first row that was removed.
    #[sqlx(rename = "first_seq")]
    pub first: i64,
    /// The last row that was removed, itself included.
    #[sqlx(rename = "last_seq")]
    pub last: i64,
    /// The hash that the first of them followed, 64 hex digits.
    pub previous: String,
    /// The hash of the last of them, 64 hex digits.
    pub hash: String,
    /// By whose rule, in words.
    pub rule: String,
    /// When it was done.
    pub at: Millis,
    /// The row that records it.
    pub recorded: i64,
    /// Ed25519 over all of it and the label of the instance, 128 hex digits.
    pub signature: String,
}

impl Tombstone {
    fn message(&self, label: &str) -> Vec<u8> {
        encode(
            "understudy ledger tombstone 1",
            &[
                label.as_bytes(),
                &self.first.to_be_bytes(),
                &self.last.to_be_bytes(),
                self.previous.as_bytes(),
                self.hash.as_bytes(),
                self.rule.as_bytes(),
                &self.at.to_be_bytes(),
                &self.recorded.to_be_bytes(),
            ],
        )
    }

    pub(super) fn sign(&mut self, label: &str, key: &LedgerKey) {
        self.signature = key.sign(&self.message(label));
    }

    pub(super) fn check(&self, label: &str, key: &VerifyingKey) -> Result<(), Broken> {
        if key.accepts(&self.message(label), &self.signature) {
            return Ok(());
        }
        let why =
            "the tombstone of the rows removed from here on does not bear a signature by this key";
        Err(Broken::new(self.first, why))
    }
}
