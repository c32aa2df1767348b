use std::collections::BTreeMap;
use std::fmt;

use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::chain::{encode, genesis};
use super::head::read_trusted;
use super::read::Step;
use super::{Broken, Ledger, Trailer, VerifyingKey};
use crate::StoreError;

/// Where the ledger ended at a moment, signed, to be kept where whoever has the key cannot change it: so that a
/// ledger that was cut, put back or written anew with the key does not verify against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The label of the instance whose ledger it is.
    pub instance: String,
    /// The number of the last row; 0 when there was none.
    pub seq: i64,
    /// The hash of the last row, 64 hex digits.
    pub hash: String,
    /// When it was made.
    pub at: Millis,
    /// The fingerprint of the key that signs it.
    pub key: String,
    /// Ed25519 over the first four, 128 hex digits.
    pub signature: String,
}

impl Checkpoint {
    fn message(&self) -> Vec<u8> {
        encode(
            "understudy ledger checkpoint 1",
            &[
                self.instance.as_bytes(),
                &self.seq.to_be_bytes(),
                self.hash.as_bytes(),
                &self.at.to_be_bytes(),
            ],
        )
    }

    /// As one line of JSON, without its end.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("text and numbers are JSON")
    }
}

impl Ledger {
    /// Signs where the ledger ends now. What was done to its end is not signed.
    pub async fn checkpoint(&self) -> Result<Checkpoint, StoreError> {
        let mut snapshot = self.pool.begin().await?;
        let key = self.verifying_key();
        let head = read_trusted(&mut snapshot, &self.label, &key).await?;
        let mut checkpoint = Checkpoint {
            instance: head.label,
            seq: head.seq,
            hash: head.hash,
            at: self.clock.now(),
            key: key.fingerprint(),
            signature: String::new(),
        };
        checkpoint.signature = self.key.sign(&checkpoint.message());
        Ok(checkpoint)
    }
}

/// A line that is no checkpoint of this ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct NoCheckpoint {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: &'static str,
}

impl fmt::Display for NoCheckpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.why)
    }
}

/// Checkpoints that came back from where they were kept.
#[derive(Clone, Debug, Default)]
pub struct Checkpoints {
    /// Those that are still to be met, by the row that they are over.
    ahead: BTreeMap<i64, Vec<Checkpoint>>,
    met: usize,
    removed: usize,
}

impl Checkpoints {
    /// Reads a line each; what stands before the JSON, as a log has it, is passed over. All must be signed by `key`.
    pub fn read(text: &str, key: &VerifyingKey) -> Result<Self, NoCheckpoint> {
        let mut checkpoints = Self::default();
        for (nth, line) in text.lines().enumerate() {
            let Some(begin) = line.find('{') else {
                continue;
            };
            let refused = |why| NoCheckpoint { line: nth + 1, why };
            let checkpoint: Checkpoint = serde_json::from_str(&line[begin..])
                .map_err(|_| refused("it is no checkpoint, or not a whole one"))?;
            if !key.accepts(&checkpoint.message(), &checkpoint.signature) {
                return Err(refused("it does not bear a signature by this key"));
            }
            let at_row = checkpoints.ahead.entry(checkpoint.seq).or_default();
            at_row.push(checkpoint);
        }
        Ok(checkpoints)
    }

    /// How many were met on the way along the chain, and how many are over rows that retention removed.
    pub fn counts(&self) -> (usize, usize) {
        (self.met, self.removed)
    }

    pub(super) fn begin(&mut self, instance: &str) -> Result<(), Broken> {
        let all = self.ahead.values().flatten();
        if let Some(other) = all.into_iter().find(|one| one.instance != instance) {
            let why = format!("a checkpoint is of the ledger of \"{}\"", other.instance);
            return Err(Broken::new(None, why));
        }
        self.meet(0, &genesis(instance))
    }

    pub(super) fn step(&mut self, step: &Step<'_>) -> Result<(), Broken> {
        match step {
            Step::Row(row, _) => self.meet(row.seq, &row.hash),
            Step::Removed(gap) => {
                self.meet(gap.last, &gap.hash)?;
                let within = self.ahead.range(gap.first..=gap.last);
                let within: Vec<i64> = within.map(|(seq, _)| *seq).collect();
                for seq in within {
                    self.removed += self.ahead.remove(&seq).map_or(0, |over| over.len());
                }
                Ok(())
            }
            Step::Sealed(_) => Ok(()),
        }
    }

    pub(super) fn meet(&mut self, seq: i64, hash: &str) -> Result<(), Broken> {
        let over = self.ahead.remove(&seq).unwrap_or_default();
        if over.iter().all(|checkpoint| checkpoint.hash == hash) {
            self.met += over.len();
            return Ok(());
        }
        let why = "the row is not the one that a checkpoint is over: the ledger was written anew";
        Err(Broken::new(seq, why))
    }

    /// As [`Checkpoints::begin`] and [`Checkpoints::finish`], once the trailer of an export was read: what it does not
    /// reach may lie before it, be left out of it, or have been made later.
    pub(super) fn trailer(&mut self, trailer: &Trailer) -> Result<(), Broken> {
        self.begin(&trailer.instance)?;
        self.meet(trailer.head_seq, &trailer.head_hash)?;
        let mut beyond = self.ahead.range(trailer.head_seq + 1..);
        let missing = beyond.find(|(_, over)| over.iter().any(|one| one.at <= trailer.at));
        let Some((seq, _)) = missing else {
            return Ok(());
        };
        let why = format!(
            "a checkpoint made before the export is over row {seq}, which the ledger did not have"
        );
        Err(Broken::new(trailer.head_seq + 1, why))
    }

    /// How many were not met.
    pub fn left(&self) -> usize {
        self.ahead.values().map(Vec::len).sum()
    }

    pub(super) fn finish(&self, end: i64) -> Result<(), Broken> {
        let Some((seq, _)) = self.ahead.first_key_value() else {
            return Ok(());
        };
        let why =
            format!("a checkpoint is over row {seq}: the ledger was cut, or an older one put back");
        Err(Broken::new(end + 1, why))
    }
}
