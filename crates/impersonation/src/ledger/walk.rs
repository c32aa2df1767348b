use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::chain::{Row, commitment, genesis};
use super::erase::ERASED;
use super::list::StoredValue;
use super::seal::Seal;
use super::{Broken, EventKind, Head, Tombstone, Verified};

/// The way along the chain, step by step, whether the steps come from the database or from a file.
pub(super) struct Walk {
    /// The number and hash that the next row must follow; the hash is open where it is not known.
    seq: i64,
    hash: Option<String>,
    rows: i64,
    segments: u64,
    /// Values that are missing, until the record of their erasure is met.
    missing: BTreeSet<(i64, String)>,
    erased: u64,
    removed: Vec<Tombstone>,
    /// The rows that must record a removal, if they are still there, with the place of its tombstone in `removed`.
    records: BTreeMap<i64, usize>,
}

impl Walk {
    /// From the first row on, of the instance called `label`, if that is known.
    pub(super) fn from_the_first(label: Option<&str>) -> Self {
        Self::behind(0, label.map(genesis))
    }

    /// From the row on that follows number `seq`.
    pub(super) fn behind(seq: i64, hash: Option<String>) -> Self {
        Self {
            seq,
            hash,
            rows: 0,
            segments: 0,
            missing: BTreeSet::new(),
            erased: 0,
            removed: Vec::new(),
            records: BTreeMap::new(),
        }
    }

    /// The number of the last row that was passed.
    pub(super) fn seq(&self) -> i64 {
        self.seq
    }

    /// How many rows were passed.
    pub(super) fn rows(&self) -> i64 {
        self.rows
    }

    /// What was passed that had been removed.
    pub(super) fn removed(&self) -> &[Tombstone] {
        &self.removed
    }

    /// How many values are missing whose erasure was not met yet, and how many whose was.
    pub(super) fn gone(&self) -> (usize, u64) {
        (self.missing.len(), self.erased)
    }

    /// Passes a row. `values` are those that are kept beside it; `None` where they are not shown at all.
    pub(super) fn row(&mut self, row: &Row, values: Option<&[StoredValue]>) -> Result<(), Broken> {
        let expected = self.seq + 1;
        if row.seq < expected {
            return Err(Broken::new(
                row.seq,
                "the row is there although it was passed or removed",
            ));
        }
        if row.seq > expected {
            return Err(Broken::new(expected, "the row is missing"));
        }
        if row.computed_hash() != row.hash {
            return Err(Broken::new(row.seq, "the row was changed"));
        }
        if self.hash.as_ref().is_some_and(|hash| *hash != row.previous) {
            return Err(Broken::new(
                row.seq,
                "the row does not follow the one before it",
            ));
        }
        if let Some(values) = values {
            self.check_values(row, values)?;
        }
        self.check_record(row)?;
        self.note_erasures(row);
        self.seq = row.seq;
        self.rows += 1;
        self.hash = Some(row.hash.clone());
        Ok(())
    }

    /// Passes rows that were removed.
    pub(super) fn removal(&mut self, tombstone: &Tombstone) -> Result<(), Broken> {
        if tombstone.first != self.seq + 1 || tombstone.last < tombstone.first {
            let why = "a tombstone stands where it does not belong";
            return Err(Broken::new(tombstone.first, why));
        }
        if self
            .hash
            .as_ref()
            .is_some_and(|hash| *hash != tombstone.previous)
        {
            let why = "what was removed does not follow the row before it";
            return Err(Broken::new(tombstone.first, why));
        }
        self.seq = tombstone.last;
        self.hash = Some(tombstone.hash.clone());
        self.records.insert(tombstone.recorded, self.removed.len());
        self.removed.push(tombstone.clone());
        Ok(())
    }

    /// Passes the seal of the segment that ends with the last row passed.
    pub(super) fn seal(&mut self, seal: &Seal) -> Result<(), Broken> {
        if seal.last != self.seq {
            return Err(Broken::new(
                seal.last,
                "a seal stands where it does not belong",
            ));
        }
        if self.hash.as_ref() != Some(&seal.hash) {
            return Err(Broken::new(
                seal.last,
                "the row is not the one that its segment was sealed with",
            ));
        }
        self.segments += 1;
        Ok(())
    }

    /// Passes rows that are left out, up to number `last`.
    pub(super) fn omit(&mut self, first: i64, last: i64) -> Result<(), Broken> {
        if first != self.seq + 1 || last < first {
            let why = "rows are said to be left out that are not";
            return Err(Broken::new(first, why));
        }
        self.seq = last;
        self.hash = None;
        Ok(())
    }

    fn check_values(&mut self, row: &Row, values: &[StoredValue]) -> Result<(), Broken> {
        let mut committed: BTreeMap<String, String> = serde_json::from_str(&row.commitments)
            .map_err(|_| Broken::new(row.seq, "the row's commitments are unreadable"))?;
        for value in values {
            let expected = committed.remove(&value.field);
            let computed = commitment(&value.salt, &value.field, &value.value);
            if expected.as_deref() != Some(computed.as_str()) {
                let why = format!("its value \"{}\" was changed", value.field);
                return Err(Broken::new(row.seq, why));
            }
        }
        self.missing
            .extend(committed.into_keys().map(|field| (row.seq, field)));
        Ok(())
    }

    /// The row that a tombstone names must say the same.
    fn check_record(&mut self, row: &Row) -> Result<(), Broken> {
        let Some(place) = self.records.remove(&row.seq) else {
            return Ok(());
        };
        let tombstone = &self.removed[place];
        let details: Value = serde_json::from_str(&row.details).unwrap_or_default();
        let says_so = row.kind == EventKind::RowsRemoved.as_str()
            && details["first"] == tombstone.first
            && details["last"] == tombstone.last
            && details["hash"] == tombstone.hash.as_str();
        if says_so {
            return Ok(());
        }
        let why = "the row does not record the removal that a tombstone says it does";
        Err(Broken::new(row.seq, why))
    }

    fn note_erasures(&mut self, row: &Row) {
        if row.kind != EventKind::ValuesErased.as_str() {
            return;
        }
        let details: Value = serde_json::from_str(&row.details).unwrap_or_default();
        for pair in details[ERASED].as_array().into_iter().flatten() {
            if let (Some(seq), Some(field)) = (pair[0].as_i64(), pair[1].as_str())
                && self.missing.remove(&(seq, field.to_owned()))
            {
                self.erased += 1;
            }
        }
    }

    /// The end of the chain is where the signed head says, and nothing is missing without its record.
    pub(super) fn finish(self, head: Head) -> Result<Verified, Broken> {
        if self.seq < head.seq {
            return Err(Broken::new(
                self.seq + 1,
                "the rows from here on were cut off",
            ));
        }
        if self.seq > head.seq {
            return Err(Broken::new(
                head.seq + 1,
                "the row was added without the key",
            ));
        }
        if self.hash.as_deref() != Some(head.hash.as_str()) {
            let why = "the row is not the one that was signed: the chain was written anew";
            return Err(Broken::new(head.seq, why));
        }
        if let Some((seq, field)) = self.missing.first() {
            let why = format!("its value \"{field}\" is gone, and no erasure of it is recorded");
            return Err(Broken::new(*seq, why));
        }
        Ok(Verified {
            rows: self.rows,
            segments: self.segments,
            erased: self.erased,
            removed: self.removed,
            head,
        })
    }
}
