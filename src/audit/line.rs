use std::collections::BTreeMap;

use impersonation::ledger::{Entry, PersonalValue};
use serde::Serialize;
use serde_json::Value;

use super::syslog::rfc3339;

/// A record as the feed has it. `docs/reference/audit-feed.md` promises these names.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    instance: &'a str,
    seq: i64,
    time: String,
    event: &'a str,
    about: &'a str,
    /// By the names of the fields; what was erased is left out.
    #[serde(flatten)]
    personal: BTreeMap<&'a str, &'a str>,
    details: &'a Value,
    hash: &'a str,
}

/// The record as one line of JSON, with its end.
pub fn line(instance: &str, entry: &Entry) -> String {
    let known = entry
        .personal
        .iter()
        .filter_map(|(field, value)| match value {
            PersonalValue::Known(value) => Some((field.as_str(), value.as_str())),
            PersonalValue::Erased => None,
        });
    let line = Line {
        schema: "understudy.audit.1",
        instance,
        seq: entry.seq,
        time: rfc3339(entry.at),
        event: &entry.kind,
        about: &entry.about,
        personal: known.collect(),
        details: &entry.details,
        hash: &entry.hash,
    };
    let mut json = serde_json::to_string(&line).expect("text and numbers are JSON");
    json.push('\n');
    json
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_is_one_line_with_the_names_that_were_promised() {
        let known = |text: &str| PersonalValue::Known(text.to_owned());
        let entry = Entry {
            seq: 7,
            at: 1_795_434_005_999,
            kind: "impersonation.started".to_owned(),
            about: "imp_1".to_owned(),
            details: json!({ "minutes": 15 }),
            personal: BTreeMap::from([
                ("actor_id".to_owned(), known("user_1")),
                ("actor_name".to_owned(), PersonalValue::Erased),
                ("reason".to_owned(), known("a\nb \u{1b}\u{2028}")),
            ]),
            hash: "ab".to_owned(),
        };
        let line = line("ins_1", &entry);
        assert_eq!((line.lines().count(), line.ends_with('\n')), (1, true));
        assert!(!line.contains('\u{1b}'), "{line:?}");
        let read: Value = serde_json::from_str(&line).expect("it is JSON");
        assert_eq!(
            read,
            json!({
                "schema": "understudy.audit.1", "instance": "ins_1", "seq": 7,
                "time": "2026-11-23T11:40:05.999Z", "event": "impersonation.started",
                "about": "imp_1", "actor_id": "user_1", "reason": "a\nb \u{1b}\u{2028}",
                "details": { "minutes": 15 }, "hash": "ab",
            })
        );
    }
}
