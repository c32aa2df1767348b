//! `understudy user import`.

use std::fmt::Write as _;
use std::fs;

use crate::program::{Place, Said};

/// An argon2id digest of "correct horse battery", made with little memory so that it is verified quickly.
const DIGEST: &str = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0$";

fn import(place: &Place, name: &str, content: &[u8]) -> Said {
    fs::write(place.path().join(name), content).expect("is written");
    place.run(&["user", "import", name])
}

fn lines(place: &Place, query: &str) -> Vec<String> {
    let list = place.run(&["user", "list", "--query", query, "--limit", "500"]);
    list.succeeded().lines().map(str::to_owned).collect()
}

#[test]
fn what_cannot_be_read_is_refused_before_anything_is_done() {
    let place = Place::new();
    for (name, content, reason) in [
        (
            "a.txt",
            "email\n",
            "It cannot be told what a.txt is made of",
        ),
        (
            "a.csv",
            "email,shoe_size,\u{1b}x\nann@example.com,41,y\n",
            "not known: shoe_size, \u{fffd}x; known are email, first_name",
        ),
        ("b.csv", "first_name\nAnn\n", "The file has no column email"),
    ] {
        let sentence = import(&place, name, content.as_bytes()).failed();
        assert!(sentence.contains(reason), "{sentence}");
    }
    let sentence = place.run(&["user", "import", "none.csv"]).failed();
    assert!(sentence.contains("none.csv cannot be read"), "{sentence}");
    assert!(lines(&place, "").is_empty());
}

#[test]
fn a_line_that_cannot_be_taken_is_named_and_leaves_nothing_and_the_others_are_taken() {
    let place = Place::new();
    let file = "email,first_name,last_name,role,created_at,external_id\n\
                ann@example.com,Ann,\"Quoted, \"\"Jr\"\"\",,2024-05-06T07:08:09Z,crm-1\n\
                no-address,Bob,,,,\n\
                cleo@example.com,Cleo\n\
                \n\
                dan@example.com,Dan,,boss,,\n\
                eve@example.com,Eve,,support,2999-01-01T00:00:00Z,\n\
                fay@example.com,Fay,,,,crm-1\n\
                Ann@Example.com,Again,,,,\n\
                sam@example.com,Sam,,support,,\n";
    let said = import(&place, "people.csv", file.as_bytes());
    assert_eq!(said.code, Some(1), "{said:?}");
    for named in [
        "line 3: ",
        "line 4: it has 2 values instead of 6",
        "line 6: the role is none of support, lead and none",
        "line 7: the created_at is not in the past",
        "line 8: ",
        "5 lines were not taken",
    ] {
        assert!(said.err.contains(named), "{named}: {}", said.err);
    }
    assert!(!said.err.contains("line 9"), "{}", said.err);
    assert_eq!(said.out, "Created   2\nKnown     1\nRefused   5\n");
    let ann = lines(&place, "quoted, \"jr\"");
    assert!(
        ann.len() == 1 && ann[0].contains("ann@example.com"),
        "{ann:?}"
    );
    assert!(
        lines(&place, "sam")
            .iter()
            .any(|line| line.contains("[support]"))
    );
    assert_eq!(lines(&place, "").len(), 2);
    let again = place.run(&["user", "import", "people.csv"]);
    assert_eq!(again.out, "Created   0\nKnown     3\nRefused   5\n");
}

#[test]
fn json_lines_are_read_as_well_from_standard_input_too() {
    let place = Place::new();
    let long = format!("{{\"email\":\"{}\"}}\n", "x".repeat(70_000));
    let file = format!(
        "{{\"email\":\"ann@example.com\",\"first_name\":\"Ann\",\"created_at\":1700000000000}}\n\n\
         {{\"email\":\"bob@example.com\",\"shoe_size\":41}}\n[1]\n{long}\
         {{\"email\":\"cleo@example.com\",\"password_digest\":\"{DIGEST}{hash}\"}}\n\
         {{\"email\":\"dan@example.com\",\"password_digest\":\"secret\"}}",
        hash = "A".repeat(43),
    );
    let said = place.run_with_input(&["user", "import", "-", "--format", "jsonl"], &file);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(said.out, "Created   2\nKnown     0\nRefused   4\n");
    for named in [
        "line 3: unknown field `shoe_size`",
        "line 4: ",
        "line 5: it is longer than 65536 bytes",
        "line 7: ",
    ] {
        assert!(said.err.contains(named), "{named}: {}", said.err);
    }
    assert!(!said.err.contains("secret"), "{}", said.err);
}

#[test]
fn many_are_taken_at_once_and_it_says_how_far_it_is() {
    let place = Place::new();
    let mut file = String::from("email,first_name\n");
    for number in 0..12_000 {
        writeln!(file, "person{number}@example.com,Person{number}").expect("is text");
    }
    let said = import(&place, "many.csv", file.as_bytes());
    assert!(said.err.starts_with("10000 created, "), "{}", said.err);
    assert_eq!(
        said.succeeded(),
        "Created   12000\nKnown     0\nRefused   0\n"
    );
    assert_eq!(lines(&place, "person11999@").len(), 1);
}

#[test]
fn people_at_clerk_are_not_imported_here() {
    let place = Place::new();
    fs::write(place.path().join("a.csv"), "email\n").expect("is written");
    let mut command = place.command(&["user", "import", "a.csv"]);
    command
        .env(
            "CLERK_SECRET_KEY",
            "sk_test_0123456789abcdefghijABCDEFGHIJ0123456789ab",
        )
        .env("CLERK_PUBLISHABLE_KEY", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k");
    let sentence = Said::from(command.output().expect("the program runs")).failed();
    assert!(
        sentence.contains("into the embedded provider only"),
        "{sentence}"
    );
}
