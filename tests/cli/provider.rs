//! `understudy provider`: a local Clerk on an address of its own.

use std::net::TcpListener;

use crate::program::{Place, Said, Serving};

#[test]
fn a_taken_port_is_named_and_nothing_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("has an address").to_string();
    let place = Place::new();
    let sentence = place.run(&["provider", "--listen", &address]).failed();
    assert!(
        sentence.contains(&format!(
            "The address {address} of the provider is taken by another program; stop it, or choose another with --listen"
        )),
        "{sentence}"
    );
    assert!(!place.data().join("provider.db").exists());
}

#[test]
fn a_data_directory_that_cannot_be_written_is_named() {
    let place = Place::new();
    std::fs::write(place.path().join("file"), []).expect("is written");
    let sentence = place
        .run(&["provider", "--data-dir", "file/below"])
        .failed();
    assert!(
        sentence.contains("The data directory file/below cannot be created"),
        "{sentence}"
    );
}

#[test]
fn a_console_leaves_the_data_directory_of_a_provider_to_it() {
    let place = Place::new();
    let provider = place.provide(&["--no-demo"]);
    let address = provider.value("Provider");
    for command in ["serve", "provider"] {
        let sentence = place.run(&[command, "--listen", "127.0.0.1:0"]).failed();
        assert!(
            sentence.contains(&format!("in use by an `understudy provider` at {address}")),
            "{sentence}"
        );
    }
}

#[test]
fn it_says_where_it_is_and_how_to_sign_in_and_keeps_its_secret_key_to_itself() {
    let place = Place::new();
    let mut provider = place.provide(&["--demo-users", "2"]);
    provider.read_until(|line| line.starts_with("Keys"));
    let words: Vec<_> = provider
        .said
        .iter()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(words, ["Provider", "Support", "Lead", "Keys"]);
    assert!(!provider.said.concat().contains("sk_test_"));
    let (email, password) = provider
        .value("Support")
        .split_once("  ")
        .expect("two words");
    let answer = provider.sign_in(email, password);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    // The other commands work beside it, on the same directory and over the network alike.
    let listed = place.run(&["user", "list"]).succeeded();
    assert_eq!(listed.lines().count(), 4, "{listed}");
    place
        .run(&["user", "add", "mara@example.com", "--role", "support"])
        .succeeded();
    let far = Place::new();
    let mut list = far.command(&["user", "list", "--query", "mara"]);
    list.envs(place.env(&[]));
    let listed = Said::from(list.output().expect("the program runs")).succeeded();
    assert!(listed.contains("mara@example.com"), "{listed}");

    assert_eq!(provider.stop("TERM"), Some(0));
    place.run(&["env"]).failed();
    let mut again = place.provide(&[]);
    again.read_until(|line| line.starts_with("Keys"));
    assert!(again.value("Sign-in").ends_with("data/demo-sign-in.txt"));
    assert_eq!(again.stop("INT"), Some(0));
}

#[test]
fn a_browser_may_be_told_to_hold_one_session_only() {
    let place = Place::new();
    for (args, mode) in [
        (&["--no-demo"][..], "false"),
        (&["--no-demo", "--single-session"], "true"),
    ] {
        let provider = place.provide(args);
        let environment = provider.get("Provider", "/v1/environment");
        assert!(
            environment.contains(&format!("\"single_session_mode\":{mode}")),
            "{environment}"
        );
    }
}

#[test]
fn it_lets_one_ask_as_often_as_clerk_does_unless_it_is_told_otherwise() {
    let place = Place::new();
    let too_often = |provider: &Serving| {
        let mut tries = (0..30).map(|_| provider.sign_in("nobody@example.com", "wrong"));
        tries.find(|answer| !answer.starts_with("HTTP/1.1 422"))
    };
    let provider = place.provide(&["--no-demo"]);
    let refused = too_often(&provider).expect("thirty are too many");
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    assert!(refused.contains("\r\nretry-after: "), "{refused}");

    let place = Place::new();
    std::fs::write(
        place.path().join("understudy.toml"),
        "[provider]\nlimits = false\n",
    )
    .expect("a file");
    let provider = place.provide(&["--no-demo"]);
    assert_eq!(too_often(&provider), None);
}
