//! What people typed, as the program prints it: nothing of it commands the terminal or passes for a line, a
//! column or a sentence of the program's own.

use impersonation::text::commands;

use crate::browser::Browser;
use crate::program::Place;

const TURNED: &str = "\u{202e}nimdA\u{2069}";

/// The lines, after a look at each character.
#[track_caller]
fn calm(text: &str) -> Vec<&str> {
    let loud = text
        .chars()
        .find(|letter| commands(*letter) && *letter != '\n');
    assert_eq!(loud, None, "{text:?}");
    text.lines().collect()
}

#[test]
fn a_name_can_pass_for_nothing_else_in_a_list_of_people() {
    let place = Place::new();
    let add = |email: &str, first: &str, last: &str| {
        let names = ["--first-name", first, "--last-name", last];
        place
            .run(&[&["user", "add", email][..], &names].concat())
            .succeeded()
    };
    add("ann@example.com", "Ann", "Example  [lead]");
    add("bob@example.com", TURNED, "\u{feff}B\u{200b}ob");
    add("cat@example.com", "हिन्दी", "👩\u{200d}🚀 Zoe\u{308}");
    let added = place
        .run(&[
            "user",
            "add",
            "lea@example.com",
            "--role",
            "lead",
            "--first-name",
            "Lea",
        ])
        .succeeded();
    assert!(
        added.contains("  lea@example.com  [lead]  Lea\n"),
        "{added}"
    );
    let list = place.run(&["user", "list"]).succeeded();
    let lines = calm(&list);
    let columns = |line: &str| {
        line.split("  ")
            .skip(1)
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
    };
    let expected = [
        ["lea@example.com", "[lead]", "Lea"].as_slice(),
        &["cat@example.com", "हिन्दी 👩\u{200d}🚀 Zoe\u{308}"],
        &["bob@example.com", "�nimdA� Bob"],
        &["ann@example.com", "Ann Example [lead]"],
    ];
    let listed: Vec<_> = lines.into_iter().map(columns).collect();
    assert_eq!(listed, expected);
}

#[test]
fn a_complaint_is_one_sentence_whatever_it_quotes() {
    let place = Place::new();
    for who in [
        "nobody\u{1b}[2J\u{202e}@example.com",
        "nobody\n@example.com\r\nunderstudy: all is well.",
    ] {
        let sentence = place.run(&["user", "password", who]).failed();
        assert_eq!(calm(&sentence).len(), 1);
        assert!(sentence.contains("nobody"), "{sentence}");
    }
    let names = ["--first-name", "Two\nlines"];
    let refused = place
        .run(&[&["user", "add", "ann@example.com"][..], &names].concat())
        .failed();
    assert!(refused.contains("control characters"), "{refused}");
    assert_eq!(place.run(&["user", "list"]).succeeded(), "");
}

#[test]
fn invariant_14_a_reason_in_the_ledger_can_neither_forge_a_line_nor_turn_one() {
    let place = Place::new();
    let mut console = place.serve(&["--demo-users", "1"]);
    let (email, password) = console.demo("Support");
    place
        .run(&["user", "add", "eve@example.com", "--first-name", TURNED])
        .succeeded();

    let mut browser = Browser::new(console.value("Console"));
    let form = [("session", ""), ("email", &email), ("password", &password)];
    assert_eq!(browser.submit("sign_in", &form).status, 303);
    let found = browser.open("/users?q=eve%40example.com").body;
    let (_, rest) = found
        .split_once("href=\"/users/user_")
        .expect("she is found");
    let subject = format!("user_{}", rest.split('"').next().unwrap());
    let page = browser.open(&format!("/users/{subject}"));
    let reason =
        "Broken\r\n     9  2026-11-23 12:00:00 UTC  forged\u{2028}\u{202e}desrever\u{2066}";
    let form = [
        ("session", page.hidden("session")),
        ("subject", &subject),
        ("key", page.hidden("key")),
        ("reason", reason),
        ("case_reference", "\u{202d}CASE\u{2069}"),
        ("minutes", "15"),
    ];
    let started = browser.submit("start_impersonation", &form);
    assert_eq!(
        started.location.as_deref(),
        Some("/dashboard"),
        "{started:?}"
    );

    let listed = place.run(&["audit", "list"]).succeeded();
    assert_eq!(calm(&listed).len(), 2, "attempted and started: {listed}");
    for quoted in [
        r#"reason="Broken\n     9  2026-11-23 12:00:00 UTC  forged\u{2028}\u{202e}desrever\u{2066}""#,
        r#"case_reference="\u{202d}CASE\u{2069}""#,
        r#"="\u{202e}nimdA\u{2069}""#,
    ] {
        assert!(listed.contains(quoted), "{quoted} in {listed}");
    }
    place.run(&["audit", "verify"]).succeeded();
}
