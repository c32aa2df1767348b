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
    let sentence = place
        .run(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--provider-listen",
            "127.0.0.1:0",
        ])
        .failed();
    assert!(sentence.contains("tampered"), "{sentence}");
}
