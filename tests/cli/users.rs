//! `understudy user`, on the embedded provider.

use crate::program::Place;

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let place = Place::new();
    std::fs::write(place.path().join("file"), []).expect("is written");
    let sentence = place
        .run(&["user", "list", "--data-dir", "file/data"])
        .failed();
    assert!(
        sentence.contains("The data directory file/data cannot be created"),
        "{sentence}"
    );
}

#[test]
fn somebody_unknown_gets_neither_password_nor_role() {
    let place = Place::new();
    for command in [
        &["user", "password", "nobody@example.com"][..],
        &["user", "role", "nobody@example.com", "lead"],
    ] {
        let sentence = place.run(command).failed();
        assert!(sentence.contains("nobody@example.com"), "{sentence}");
    }
}

#[test]
fn an_address_that_is_taken_or_is_none_is_refused_in_the_providers_words() {
    let place = Place::new();
    place.run(&["user", "add", "ada@example.com"]).succeeded();
    let taken = place.run(&["user", "add", "Ada@Example.com"]).failed();
    assert!(taken.to_lowercase().contains("taken"), "{taken}");
    place.run(&["user", "add", "no-address"]).failed();
    assert_eq!(place.run(&["user", "list"]).succeeded().lines().count(), 1);
}

#[test]
fn people_are_added_with_a_role_and_listed() {
    let place = Place::new();
    let added = place
        .run(&[
            "user",
            "add",
            "ada@example.com",
            "--first-name",
            "Ada",
            "--last-name",
            "Byron",
            "--role",
            "support",
        ])
        .succeeded();
    assert!(
        added.contains("user_") && added.contains("ada@example.com"),
        "{added}"
    );
    place
        .run(&["user", "add", "bob@example.com", "--first-name", "Bob"])
        .succeeded();

    let listed = place.run(&["user", "list"]).succeeded();
    let ada = listed
        .lines()
        .find(|line| line.contains("ada@example.com"))
        .expect("Ada is listed");
    assert!(
        ada.contains("Ada Byron") && ada.contains("support"),
        "{ada}"
    );
    let found = place.run(&["user", "list", "--query", "bob"]).succeeded();
    assert!(
        found.contains("bob@example.com") && !found.contains("ada@"),
        "{found}"
    );
}

#[test]
fn a_role_is_given_and_taken_by_address_or_id() {
    let place = Place::new();
    let added = place.run(&["user", "add", "ada@example.com"]).succeeded();
    let id = added
        .split_whitespace()
        .find(|word| word.starts_with("user_"))
        .expect("an id")
        .to_owned();
    place
        .run(&["user", "role", "ada@example.com", "lead"])
        .succeeded();
    assert!(place.run(&["user", "list"]).succeeded().contains("lead"));
    place.run(&["user", "role", &id, "none"]).succeeded();
    assert!(!place.run(&["user", "list"]).succeeded().contains("lead"));
    assert_eq!(
        place.run(&["user", "role", &id, "king"]).code,
        Some(2),
        "there is no such role"
    );
}

#[test]
fn a_password_is_made_up_and_printed_once_or_read_from_standard_input() {
    let place = Place::new();
    let added = place.run(&["user", "add", "ada@example.com"]).succeeded();
    assert!(added.contains("Password"), "{added}");
    let made_up = place
        .run(&["user", "password", "ada@example.com"])
        .succeeded();
    assert!(made_up.contains("Password"), "{made_up}");

    let command = ["user", "password", "ada@example.com", "--password-stdin"];
    let given = place
        .run_with_input(&command, "correct horse battery\n")
        .succeeded();
    assert!(!given.contains("correct horse"), "{given}");
    let short = place.run_with_input(&command, "short\n").failed();
    assert!(short.to_lowercase().contains("password"), "{short}");
    place.run_with_input(&command, "").failed();
}
