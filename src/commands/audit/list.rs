use database::Pool;
use impersonation::ledger::{self, Entry, Filter, PersonalValue};

use crate::{moment, output};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many records
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
    /// Only records before this number
    #[arg(long, value_name = "NUMBER")]
    before: Option<i64>,
    /// Only the records of this impersonation
    #[arg(long, value_name = "ID")]
    about: Option<String>,
}

pub async fn run(pool: &Pool, args: Args) -> anyhow::Result<()> {
    let filter = args.about.map_or(Filter::Everything, Filter::About);
    for entry in ledger::list(pool, &filter, args.before, args.limit).await? {
        output::line(line(&entry))?;
    }
    Ok(())
}

/// One record a line. Whatever somebody typed is quoted and its control characters are escaped, so
/// that a reason can neither forge a line nor command the terminal.
fn line(entry: &Entry) -> String {
    let [kind, about] = [&entry.kind, &entry.about].map(|text| output::printable(text));
    let mut words = vec![
        format!("{:>6}", entry.seq),
        moment::utc(entry.at),
        format!("{kind:<24}"),
        about,
    ];
    for (field, value) in &entry.personal {
        words.push(match value {
            PersonalValue::Known(value) => format!("{field}={value:?}"),
            PersonalValue::Erased => format!("{field} erased"),
        });
    }
    for (name, value) in entry.details.as_object().into_iter().flatten() {
        match value.as_str() {
            Some(text) => words.push(format!("{name}={text:?}")),
            None => words.push(format!("{name}={}", output::printable(&value.to_string()))),
        }
    }
    words.join("  ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_reason_can_neither_forge_a_line_nor_command_the_terminal() {
        let known = |text: &str| PersonalValue::Known(text.to_owned());
        let entry = Entry {
            seq: 7,
            at: 1_795_434_005_999,
            kind: "impersonation.started".to_owned(),
            about: "imp_1".to_owned(),
            details: json!({ "minutes": 15, "rule": "x" }),
            personal: BTreeMap::from([
                ("email".to_owned(), PersonalValue::Erased),
                (
                    "reason".to_owned(),
                    known("broken\n     8  forged \u{1b}[2J"),
                ),
            ]),
            hash: String::new(),
        };
        let line = line(&entry);
        assert_eq!(line.lines().count(), 1);
        assert!(!line.contains('\u{1b}'), "{line:?}");
        assert!(
            line.starts_with("     7  2026-11-23 11:40:05 UTC  impersonation.started"),
            "{line}"
        );
        assert!(line.ends_with(r#"minutes=15  rule="x""#), "{line}");
        assert!(
            line.contains(r#"email erased  reason="broken\n     8  forged"#),
            "{line}"
        );
    }
}
