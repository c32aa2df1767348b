//! The lines of an export, each a JSON object. All but the last end with the member `link`: the SHA-256 over the
//! link of the line before and the text of this one up to there. The last is the trailer and ends with the member
//! `signature`, which is over its text up to there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::chain::{Row, digest, encode};
use super::list::StoredValue;
use super::seal::Seal;
use super::{LedgerKey, Tombstone, VerifyingKey};

/// What the trailer says it is; another number is another form.
pub(super) const FORMAT: &str = "understudy ledger export 1";

/// What a line says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    Row(RowLine),
    Omitted(Omitted),
    Removed(Tombstone),
    Sealed(Seal),
    Trailer(Trailer),
}

/// A record.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowLine {
    pub seq: i64,
    at: Millis,
    kind: String,
    about: String,
    /// As it is stored, for the hash goes over it letter by letter.
    details: String,
    commitments: String,
    previous: String,
    hash: String,
    /// What was committed to, by field; `None` where the commitments alone are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<BTreeMap<String, Opened>>,
}

/// A value with the salt of its commitment.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened {
    salt: String,
    value: String,
}

impl RowLine {
    pub(super) fn new(row: &Row, values: Option<&[StoredValue]>) -> Self {
        let opened = |stored: &StoredValue| {
            let StoredValue {
                field, salt, value, ..
            } = stored.clone();
            (field, Opened { salt, value })
        };
        let row = row.clone();
        Self {
            seq: row.seq,
            at: row.at,
            kind: row.kind,
            about: row.about,
            details: row.details,
            commitments: row.commitments,
            previous: row.previous,
            hash: row.hash,
            values: values.map(|values| values.iter().map(opened).collect()),
        }
    }

    /// The record, and its values where they are shown.
    pub(super) fn into_row(self) -> (Row, Option<Vec<StoredValue>>) {
        let seq = self.seq;
        let stored = |(field, Opened { salt, value })| StoredValue {
            seq,
            field,
            salt,
            value,
        };
        let row = Row {
            seq,
            at: self.at,
            kind: self.kind,
            about: self.about,
            details: self.details,
            commitments: self.commitments,
            previous: self.previous,
            hash: self.hash,
        };
        let values = self
            .values
            .map(|values| values.into_iter().map(stored).collect());
        (row, values)
    }
}

/// Rows that are there and not about what was asked for.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Omitted {
    pub first: i64,
    pub last: i64,
}

/// What is signed at the end of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trailer {
    /// The form of the export and of this signature.
    pub format: String,
    /// The label of the instance whose ledger it is.
    pub instance: String,
    /// How many lines are before this one.
    pub lines: u64,
    /// How many of them are records.
    pub rows: i64,
    /// The first number that the export is about.
    pub first: i64,
    /// The last number that the export is about.
    pub last: i64,
    /// The hash that the first record follows.
    pub before: String,
    /// The hash of the last record.
    pub hash: String,
    /// Where the ledger ended when it was exported.
    pub head_seq: i64,
    /// The hash of the record that it ended with.
    pub head_hash: String,
    /// The impersonation whose records alone are in it.
    pub impersonation: Option<String>,
    /// Whether personal values are in it; if not, their commitments alone are.
    pub values: bool,
    /// When it was exported.
    pub at: Millis,
    /// The key that signs it ([`VerifyingKey::to_text`]).
    pub public_key: String,
    /// The link of the line before, which binds all of them.
    pub link: String,
}

impl Trailer {
    /// The last line of an export, without its end.
    pub(super) fn sign(self, key: &LedgerKey) -> String {
        let object = json(&Line::Trailer(self));
        let body = &object[..object.len() - 1];
        let signature = key.sign(&encode(FORMAT, &[body.as_bytes()]));
        format!("{body},\"signature\":\"{signature}\"}}")
    }

    /// Whether `line`, which says this, bears a signature by `key`.
    pub(super) fn is_signed(line: &str, key: &VerifyingKey) -> bool {
        split(line, "signature", 128).is_some_and(|(body, signature)| {
            key.accepts(&encode(FORMAT, &[body.as_bytes()]), signature)
        })
    }
}

/// Binds each line to all before it.
#[derive(Default)]
pub(super) struct Link(String);

impl Link {
    /// The line that says `content`, without its end.
    pub(super) fn bind(&mut self, content: &Line) -> String {
        let mut line = json(content);
        line.pop();
        self.0 = self.next(&line);
        write!(line, ",\"link\":\"{}\"}}", self.0).expect("writing to a string succeeds");
        line
    }

    /// Goes on behind `line`. False when it is not as it was bound, or bound to other lines before it.
    pub(super) fn follow(&mut self, line: &str) -> bool {
        let Some((body, bound)) = split(line, "link", 64) else {
            return false;
        };
        let follows = self.next(body) == bound;
        bound.clone_into(&mut self.0);
        follows
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn next(&self, body: &str) -> String {
        digest(
            "understudy ledger line 1",
            &[self.0.as_bytes(), body.as_bytes()],
        )
    }
}

/// What `line` says, whatever binds it.
pub(super) fn read(line: &str) -> Option<Line> {
    let (body, _) = split(line, "link", 64).or_else(|| split(line, "signature", 128))?;
    serde_json::from_str(&format!("{body}}}")).ok()
}

/// The text of `line` before its last member, which is `name`, and the hex digits that are its value.
fn split<'a>(line: &'a str, name: &str, digits: usize) -> Option<(&'a str, &'a str)> {
    let line = line.strip_suffix("\"}")?;
    let (body, value) = line.split_at_checked(line.len().checked_sub(digits)?)?;
    let body = body.strip_suffix(":\"")?.strip_suffix('"')?;
    let body = body.strip_suffix(name)?.strip_suffix(",\"")?;
    Some((body, value))
}

fn json(line: &Line) -> String {
    serde_json::to_string(line).expect("text and numbers are JSON")
}
