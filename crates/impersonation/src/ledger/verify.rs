use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;
use sqlx::SqliteConnection;

use super::chain::{Row, commitment, genesis};
use super::erase::ERASED;
use super::head::{Found, Head};
use super::list::StoredValue;
use super::{EventKind, VerifyingKey, head, statements};

/// Rows read at a time.
const PAGE: i64 = 1_000;

/// A ledger that is as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many rows it has.
    pub rows: i64,
    /// How many personal values were erased, each by a record of its own.
    pub erased: u64,
    /// Its end.
    pub head: Head,
}

/// A ledger that is not as it was written, or could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The first row that is wrong or missing; `None` when it is not a matter of one row.
    pub seq: Option<i64>,
    /// What is wrong with it.
    pub why: String,
}

impl Broken {
    pub(super) fn new(seq: impl Into<Option<i64>>, why: impl Into<String>) -> Self {
        Self {
            seq: seq.into(),
            why: why.into(),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seq {
            Some(seq) => write!(formatter, "row {seq}: {}", self.why),
            None => formatter.write_str(&self.why),
        }
    }
}

impl std::error::Error for Broken {}

impl From<sqlx::Error> for Broken {
    fn from(error: sqlx::Error) -> Self {
        Self::new(None, format!("the ledger cannot be read: {error}"))
    }
}

/// Reads the whole ledger and checks every byte of it against the signed head. Takes a snapshot:
/// it may run beside a program that goes on appending.
pub async fn verify(pool: &database::Pool, key: &VerifyingKey) -> Result<Verified, Broken> {
    let mut snapshot = pool.begin().await?;
    let head = head::read(&mut snapshot, key).await?;
    // Without a good head the rows are walked nevertheless, to name the first bad one if there is one.
    let label = match &head {
        Found::Signed(head) => Some(head.label.as_str()),
        Found::Bad(_) => None,
    };
    let mut walk = Walk::new(label);
    walk.run(&mut snapshot).await?;
    match head {
        Found::Bad(broken) => Err(broken),
        Found::Signed(head) => walk.finish(head),
    }
}

/// The way along the chain, row by row.
struct Walk {
    /// The number and hash that the next row must follow; the hash is open before the first row of
    /// a ledger whose label is not known.
    seq: i64,
    hash: Option<String>,
    /// Values that are missing, until the record of their erasure is met.
    missing: BTreeSet<(i64, String)>,
    erased: u64,
}

impl Walk {
    fn new(label: Option<&str>) -> Self {
        let hash = label.map(genesis);
        Self {
            seq: 0,
            hash,
            missing: BTreeSet::new(),
            erased: 0,
        }
    }

    async fn run(&mut self, snapshot: &mut SqliteConnection) -> Result<(), Broken> {
        let below: Option<i64> = sqlx::query_scalar(statements::FIRST_BELOW_ONE)
            .fetch_optional(&mut *snapshot)
            .await?;
        if let Some(seq) = below {
            return Err(Broken::new(seq, "no row has such a number"));
        }
        let mut page = PAGE;
        loop {
            let (rows, mut values) = match read_page(snapshot, self.seq, page).await {
                // What is not even text or a number is looked for row by row, to name the row.
                Err(sqlx::Error::ColumnDecode { .. }) if page > 1 => {
                    page = 1;
                    continue;
                }
                Err(sqlx::Error::ColumnDecode { source, .. }) => {
                    let why = format!("the row cannot be read: {source}");
                    return Err(Broken::new(self.seq + 1, why));
                }
                read => read?,
            };
            let is_end = rows.is_empty();
            for row in rows {
                self.step(&row, &mut values)?;
            }
            if let Some((seq, _)) = values.pop_first() {
                return Err(Broken::new(seq, "there are values of a missing row"));
            }
            if is_end {
                return Ok(());
            }
        }
    }

    fn step(
        &mut self,
        row: &Row,
        values: &mut BTreeMap<i64, Vec<StoredValue>>,
    ) -> Result<(), Broken> {
        let expected = self.seq + 1;
        if row.seq != expected {
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
        self.check_values(row, values.remove(&row.seq).unwrap_or_default())?;
        self.note_erasures(row);
        self.seq = row.seq;
        self.hash = Some(row.hash.clone());
        Ok(())
    }

    fn check_values(&mut self, row: &Row, values: Vec<StoredValue>) -> Result<(), Broken> {
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

    fn finish(self, head: Head) -> Result<Verified, Broken> {
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
            rows: self.seq,
            erased: self.erased,
            head,
        })
    }
}

/// At most `page` rows after `seq`, and the values that belong to them by row; when there are no
/// more rows, whatever values there still are.
async fn read_page(
    snapshot: &mut SqliteConnection,
    seq: i64,
    page: i64,
) -> sqlx::Result<(Vec<Row>, BTreeMap<i64, Vec<StoredValue>>)> {
    let rows: Vec<Row> = sqlx::query_as(statements::ROWS_AFTER)
        .bind(seq)
        .bind(page)
        .fetch_all(&mut *snapshot)
        .await?;
    let values: Vec<StoredValue> = sqlx::query_as(statements::VALUES_BETWEEN)
        .bind(seq)
        .bind(rows.last().map_or(i64::MAX, |last| last.seq))
        .fetch_all(snapshot)
        .await?;
    let mut by_row: BTreeMap<i64, Vec<StoredValue>> = BTreeMap::new();
    for value in values {
        by_row.entry(value.seq).or_default().push(value);
    }
    Ok((rows, by_row))
}
