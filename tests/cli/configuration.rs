//! The configuration, as the real program reads and shows it.

use crate::program::{Place, Said};

#[test]
fn an_unknown_subcommand_is_refused_with_the_way_to_help() {
    let said = Place::new().run(&["conjure"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("unrecognized subcommand 'conjure'") && said.err.contains("--help"),
        "{said:?}"
    );
}

#[test]
fn an_unknown_key_stops_every_command_before_it_does_anything() {
    let place = Place::new();
    std::fs::write(
        place.path().join("understudy.toml"),
        "[server]\nport = 3000\n",
    )
    .expect("is written");
    for command in [
        &["serve"][..],
        &["env"],
        &["user", "list"],
        &["audit", "verify"],
        &["config", "check"],
    ] {
        let sentence = place.run(command).failed();
        assert!(
            sentence.contains("understudy.toml: the key server.port is unknown"),
            "{sentence}"
        );
    }
    assert!(!place.data().exists());
}

#[test]
fn a_secret_key_without_its_publishable_key_is_refused_and_not_repeated() {
    let place = Place::new();
    let mut command = place.command(&["config", "check"]);
    let said = command
        .env("CLERK_SECRET_KEY", "sk_test_0123456789abcdef")
        .output()
        .expect("the program runs");
    let sentence = Said::from(said).failed();
    assert!(
        sentence.contains("CLERK_PUBLISHABLE_KEY is not"),
        "{sentence}"
    );
    assert!(!sentence.contains("0123456789"), "{sentence}");
}

#[test]
fn what_is_shown_says_where_it_was_set_and_hides_secrets() {
    let place = Place::new();
    std::fs::write(
        place.path().join("understudy.toml"),
        "[log]\nlevel = \"debug\"\n",
    )
    .expect("is written");
    let mut command = place.command(&["config", "show", "--data-dir", "elsewhere"]);
    command.env("UNDERSTUDY_SERVER__LISTEN", "127.0.0.1:8080");
    command.env("CLERK_SECRET_KEY", "sk_test_0123456789abcdef");
    command.env("CLERK_PUBLISHABLE_KEY", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k");
    let shown = Said::from(command.output().expect("the program runs")).succeeded();
    for line in [
        "listen = \"127.0.0.1:8080\"  # UNDERSTUDY_SERVER__LISTEN",
        "level = \"debug\"  # understudy.toml",
        "dir = \"elsewhere\"  # --data-dir",
        "secret_key = \"[secret]\"  # CLERK_SECRET_KEY",
        "format = \"pretty\"\n",
    ] {
        assert!(shown.contains(line), "{line} is missing in\n{shown}");
    }
    assert!(!shown.contains("0123456789"), "{shown}");
}

#[test]
fn what_is_shown_can_be_used_as_a_file() {
    let place = Place::new();
    let shown = place.run(&["config", "show"]).succeeded();
    std::fs::write(place.path().join("understudy.toml"), &shown).expect("is written");
    let checked = place.run(&["config", "check"]).succeeded();
    assert!(
        checked.starts_with("The configuration is in order."),
        "{checked}"
    );
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let sentence = Place::new()
        .run(&["config", "check", "--config", "nowhere.toml"])
        .failed();
    assert!(
        sentence.contains("nowhere.toml cannot be read"),
        "{sentence}"
    );
}

#[test]
fn the_sample_can_be_used_as_a_file_and_is_printed_beside_a_broken_one() {
    let place = Place::new();
    let file = place.path().join("understudy.toml");
    std::fs::write(&file, "[sever]\n").expect("is written");
    let sample = place.run(&["config", "sample"]).succeeded();
    std::fs::write(&file, sample).expect("is written");
    place.run(&["config", "check"]).succeeded();
}
