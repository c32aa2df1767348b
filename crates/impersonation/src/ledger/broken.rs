use std::fmt;

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
