//! `understudy audit`, on a ledger that a real `serve` began.

use crate::program::Place;

/// A data directory that was served from once.
fn served_once() -> Place {
    let place = Place::new();
    assert_eq!(place.serve(&["--no-demo"]).stop("TERM"), Some(0));
    place
}

fn fingerprint(verified: &str) -> &str {
    let line = verified.lines().find_map(|line| line.strip_prefix("Key"));
    line.expect("the key is named").trim()
}

#[test]
fn where_no_ledger_is_none_is_verified_and_none_is_made() {
    let place = Place::new();
    for command in ["verify", "list"] {
        let sentence = place.run(&["audit", command]).failed();
        assert!(
            sentence.contains("There is no ledger in ./data"),
            "{sentence}"
        );
    }
    assert!(!place.data().exists());
}

#[test]
fn invariant_05_an_empty_ledger_is_verified_with_its_key_and_no_other() {
    let place = served_once();
    let verified = place.run(&["audit", "verify"]).succeeded();
    assert!(
        verified.contains("0 rows") && verified.contains("no row yet"),
        "{verified}"
    );
    let key = fingerprint(&verified).to_owned();
    assert_eq!(key.len(), 64);
    place
        .run(&["audit", "verify", "--key", &key.to_uppercase()])
        .succeeded();
    let sentence = place
        .run(&[
            "audit",
            "verify",
            "--key",
            &key.replace(char::is_numeric, "a"),
        ])
        .failed();
    assert!(sentence.contains(&key), "{sentence}");
    assert_eq!(place.run(&["audit", "list"]).succeeded(), "");
}

#[test]
fn invariant_05_a_ledger_is_not_accepted_under_another_key() {
    let (place, other) = (served_once(), served_once());
    std::fs::copy(
        other.data().join("ledger.key"),
        place.data().join("ledger.key"),
    )
    .expect("is copied");
    let sentence = place.run(&["audit", "verify"]).failed();
    assert!(sentence.contains("not as it was written"), "{sentence}");
    let sentence = place.serve_in_vain(&[]);
    assert!(sentence.contains("tampered"), "{sentence}");
}

/// The public key, as `audit key` prints it for others.
pub fn public_key(place: &Place) -> String {
    let printed = place.run(&["audit", "key"]).succeeded();
    let line = printed
        .lines()
        .find_map(|line| line.strip_prefix("Public key"));
    line.expect("it is printed").trim().to_owned()
}

#[test]
fn an_export_is_verified_where_there_is_nothing_but_the_file_and_the_key() {
    let place = served_once();
    place.run(&["audit", "export"]).succeeded();
    let export = place
        .run(&["audit", "export", "--format", "jsonl"])
        .succeeded();
    assert_eq!(export.lines().count(), 3, "two exports and the trailer");
    let key = public_key(&place);
    let fingerprint = fingerprint(&place.run(&["audit", "verify"]).succeeded()).to_owned();

    let outside = Place::new();
    std::fs::write(outside.path().join("understudy.toml"), "[no").expect("is written");
    std::fs::write(outside.path().join("export.jsonl"), &export).expect("is written");
    for key in [&key, &fingerprint] {
        let verified = outside
            .run(&["audit", "verify", "export.jsonl", "--key", key])
            .succeeded();
        assert!(verified.contains("2 rows, 1 to 2"), "{verified}");
    }
    let verified = outside.run_with_input(&["audit", "verify", "-", "--key", &key], &export);
    verified.succeeded();
    let sentence = outside.run(&["audit", "verify", "export.jsonl"]).failed();
    assert!(sentence.contains("--key"), "{sentence}");
    let other = public_key(&served_once());
    let sentence = outside
        .run(&["audit", "verify", "export.jsonl", "--key", &other])
        .failed();
    assert!(sentence.contains("another key"), "{sentence}");
    assert!(!outside.data().exists(), "nothing was made");
}

#[test]
fn invariant_05_a_line_of_an_export_that_was_touched_is_named() {
    let place = served_once();
    for _ in 0..3 {
        place.run(&["audit", "export"]).succeeded();
    }
    let export = place.run(&["audit", "export"]).succeeded();
    let key = public_key(&place);
    let lines: Vec<_> = export.lines().collect();
    let joined = |lines: &[&str]| format!("{}\n", lines.join("\n"));
    let changed = lines[1].replace("true", "null");
    let touched = [
        (
            joined(&[lines[0], &changed, lines[2], lines[3], lines[4]]),
            "line 2, row 2: the row was changed",
        ),
        (
            joined(&[lines[0], lines[2], lines[3], lines[4]]),
            "line 2, row 2: the row is missing",
        ),
        (
            joined(&[lines[0], lines[2], lines[1], lines[3], lines[4]]),
            "line 2, row 2",
        ),
        (
            joined(&[lines[0], lines[1], lines[1], lines[2], lines[3], lines[4]]),
            "line 3, row 2",
        ),
        (joined(&lines[..3]), "line 4, row 4: the end was cut off"),
        (String::new(), "line 1"),
    ];
    for (text, named) in touched {
        let sentence = place
            .run_with_input(&["audit", "verify", "-", "--key", &key], &text)
            .failed();
        assert!(sentence.contains(named), "{named} in {sentence}");
    }
}

#[test]
fn a_part_that_holds_no_record_is_not_exported() {
    let place = served_once();
    let sentence = place
        .run(&["audit", "export", "--to", "2020-01-01"])
        .failed();
    assert!(sentence.contains("no such record"), "{sentence}");
    let said = place.run(&["audit", "export", "--from", "yesterday"]);
    assert_eq!(said.code, Some(2), "{said:?}");
}

#[test]
fn a_hold_keeps_a_person_from_being_erased_until_it_is_lifted() {
    let place = served_once();
    let audit = |args: &[&str]| place.run(&[&["audit"], args].concat());
    let said = audit(&["hold", "add", "--reason", "a claim"]);
    assert_eq!(said.code, Some(2), "on what? {said:?}");
    let hold = audit(&["hold", "add", "--person", "user_1", "--reason", "a\nclaim"]).succeeded();
    let hold = hold.trim();
    let listed = audit(&["hold", "list"]).succeeded();
    assert!(
        listed.starts_with(hold) && listed.ends_with("person=user_1  reason=\"a\\nclaim\"\n"),
        "{listed}"
    );
    let erase = ["erase", "user_1", "--request", "R-1"];
    let sentence = audit(&erase).failed();
    assert!(
        sentence.contains(hold) && sentence.contains("lift it first"),
        "{sentence}"
    );
    let lift = ["hold", "lift", hold, "--reason", "settled"];
    audit(&lift).succeeded();
    let sentence = audit(&lift).failed();
    assert!(sentence.contains("no hold"), "{sentence}");
    assert_eq!(audit(&["hold", "list"]).succeeded(), "");
    assert_eq!(audit(&erase).succeeded(), "Erased  2 values\n");
    let verified = audit(&["verify"]).succeeded();
    assert!(verified.contains("3 rows, 2 values erased"), "{verified}");
}

#[test]
fn where_nothing_is_old_enough_nothing_is_removed() {
    let place = served_once();
    place.run(&["audit", "export"]).succeeded();
    let said = place.run(&["audit", "retain", "--older-than", "1d"]);
    assert!(said.err.contains("old enough"), "{said:?}");
    assert_eq!(said.succeeded(), "");
    let said = place.run(&["audit", "retain", "--older-than", "0d"]);
    assert_eq!(said.code, Some(2), "{said:?}");
}
