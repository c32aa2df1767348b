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
        let line = self.reader.position().line();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let mut columns = Columns::default();
                for (name, value) in self.names.iter().zip(&record) {
                    columns.set(name, value);
                }
                Some(Ok((line, Ok(columns))))
            }
            Err(error) => {
                let line = error.position().map_or(line, csv::Position::line);
                Some(match error.into_kind() {
                    ErrorKind::Io(error) => Err(error),
                    kind => Ok((line, Err(reason(&kind)))),
                })
            }
        }
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
