use std::io::{self, Read};

use anyhow::{Context as _, ensure};
use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};

use super::columns::{Columns, NAMES};
use super::{Line, Lines};

/// The lines below the first, which names the columns.
pub fn lines(source: Box<dyn Read>) -> anyhow::Result<Lines> {
    let mut reader = ReaderBuilder::new().from_reader(source);
    let names = reader
        .headers()
        .context("The first line, which names the columns, cannot be read")?;
    let names: Vec<String> = names
        .iter()
        .map(|name| name.trim().trim_start_matches('\u{feff}').to_owned())
        .collect();
    let unknown: Vec<_> = names
        .iter()
        .filter(|name| !NAMES.contains(&name.as_str()))
        .map(|name| crate::output::printable(name))
        .collect();
    ensure!(
        unknown.is_empty(),
        "The file has columns that are not known: {}; known are {}",
        unknown.join(", "),
        NAMES.join(", ")
    );
    ensure!(
        names.iter().any(|name| name == "email"),
        "The file has no column email"
    );
    Ok(Box::new(Records { reader, names }))
}

struct Records {
    reader: Reader<Box<dyn Read>>,
    names: Vec<String>,
}

impl Iterator for Records {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        let begun = self.reader.position().line();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                let mut columns = Columns::default();
                for (name, value) in self.names.iter().zip(&record) {
                    columns.set(name, value);
                }
                let breaks = record.as_slice().matches('\n').count();
                Some(Ok((self.line(begun, breaks), Ok(columns))))
            }
            Err(error) => Some(match error.into_kind() {
                ErrorKind::Io(error) => Err(error),
                kind => Ok((self.line(begun, 0), Err(reason(&kind)))),
            }),
        }
    }
}

impl Records {
    /// The line on which the record just read began. The reader counts from the empty lines that it passed
    /// over before, so it is counted back from the end, over the line breaks within values.
    fn line(&self, begun: u64, breaks: usize) -> u64 {
        let next = self.reader.position().line();
        let within = u64::try_from(breaks).unwrap_or(0);
        begun.max(next.saturating_sub(1 + within))
    }
}

fn reason(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("it has {len} values instead of {expected_len}"),
        ErrorKind::Utf8 { .. } => "it is not text in UTF-8".to_owned(),
        _ => "it cannot be read".to_owned(),
    }
}
