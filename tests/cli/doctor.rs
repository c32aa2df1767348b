//! `understudy doctor`, for the embedded provider and for an instance that is reached over the network.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;

use crate::program::{Place, Said};

/// The lines of a report: state, what it is about, words.
fn lines(said: &Said) -> Vec<(String, String, String)> {
    let line = |line: &str| {
        let (state, rest) = line.split_at(5);
        let (about, words) = rest.split_at(17);
        (
            state.trim().to_owned(),
            about.trim().to_owned(),
            words.trim().to_owned(),
        )
    };
    said.out.lines().map(line).collect()
}

/// What a report says about something.
#[track_caller]
fn about(said: &Said, what: &str) -> (String, String) {
    let found = lines(said).into_iter().find(|(_, about, _)| about == what);
    let (state, _, words) = found.unwrap_or_else(|| panic!("nothing about {what}: {said:?}"));
    (state, words)
}

fn failed(said: &Said) -> Vec<String> {
    let failed = lines(said)
        .into_iter()
        .filter(|(state, ..)| state == "FAIL");
    failed.map(|(_, about, _)| about).collect()
}

/// The doctor, for the instance that `env` gives, with another value for each of `changed`.
fn examine(place: &Place, env: &[(String, String)], changed: &[(&str, &str)]) -> Said {
    let value = |name: &str| {
        let changed = changed
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value);
        changed.unwrap_or_else(|| {
            &env.iter()
                .find(|(known, _)| known == name)
                .expect("is printed")
                .1
        })
    };
    let mut command = place.command(&["doctor"]);
    command
        .env("CLERK_SECRET_KEY", value("CLERK_SECRET_KEY"))
        .env("CLERK_PUBLISHABLE_KEY", value("CLERK_PUBLISHABLE_KEY"))
        .env("CLERK_API_URL", value("CLERK_API_URL"))
        .env(
            "UNDERSTUDY_CLERK__FRONTEND_API_URL",
            value("CLERK_FAPI_URL"),
        );
    output(command)
}

fn output(mut command: Command) -> Said {
    Said::from(command.output().expect("the program runs"))
}

#[test]
fn where_nothing_was_served_yet_nothing_is_made_and_nothing_is_amiss() {
    let place = Place::new();
    let said = place.run(&["doctor"]);
    assert_eq!(about(&said, "configuration").0, "ok");
    assert_eq!(about(&said, "data directory").0, "note");
    assert_eq!(about(&said, "instance").0, "note");
    said.succeeded();
    assert!(!place.data().exists());
}

#[test]
fn a_broken_configuration_is_a_check_that_fails() {
    let place = Place::new();
    std::fs::write(place.path().join("understudy.toml"), "[sever]\n").expect("is written");
    let said = place.run(&["doctor"]);
    let (state, words) = about(&said, "configuration");
    assert_eq!(state, "FAIL");
    assert!(words.contains("the key sever is unknown"), "{words}");
    assert!(said.failed().contains("one check failed"));
}

#[test]
fn the_embedded_provider_is_examined_like_any_other_instance() {
    let place = Place::new();
    assert_eq!(place.serve(&["--demo-users", "1"]).stop("TERM"), Some(0));
    let said = place.run(&["doctor"]);
    for what in [
        "configuration",
        "data directory",
        "private files",
        "ledger key",
        "instance",
        "backend API",
        "secret key",
        "API version",
        "token keys",
        "frontend API",
        "native mode",
        "sessions",
        "same instance",
        "staff",
    ] {
        assert_eq!(about(&said, what).0, "ok", "{said:?}");
    }
    let (state, words) = about(&said, "key files");
    assert!(
        state == "note" && words.contains("beside the data"),
        "{words}"
    );
    said.succeeded();
}

#[cfg(unix)]
#[test]
fn files_that_others_could_read_are_named_with_the_command_that_helps() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    assert_eq!(place.serve(&["--demo-users", "1"]).stop("TERM"), Some(0));
    let key = place.data().join("ledger.key");
    for (path, mode) in [(place.data(), 0o755), (key, 0o640)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("is changed");
    }
    let said = place.run(&["doctor"]);
    assert_eq!(failed(&said), ["data directory", "private files"]);
    assert!(
        about(&said, "data directory")
            .1
            .contains("chmod 700 ./data")
    );
    assert!(
        about(&said, "private files")
            .1
            .ends_with("chmod 600 ./data/ledger.key")
    );
    said.failed();
}

#[test]
fn an_instance_without_staff_says_how_to_give_the_role() {
    let place = Place::new();
    assert_eq!(place.serve(&["--no-demo"]).stop("TERM"), Some(0));
    let said = place.run(&["doctor"]);
    assert_eq!(failed(&said), ["staff"]);
    assert!(about(&said, "staff").1.contains("understudy user role"));
}

#[test]
fn over_the_network_each_fault_is_told_by_the_check_that_it_belongs_to() {
    let (one, other) = (Place::new(), Place::new());
    let (_one, _other) = (
        one.serve(&["--demo-users", "1"]),
        other.serve(&["--no-demo"]),
    );
    let (env, foreign) = (one.env(&[]), other.env(&[]));
    let place = Place::new();

    let said = examine(&place, &env, &[]);
    assert_eq!(failed(&said), [""; 0], "{said:?}");
    let (state, words) = about(&said, "clock");
    assert!(state == "ok" && words.ends_with(" s"), "{words}");
    said.succeeded();

    // A secret key that is none of this instance's.
    let said = examine(
        &place,
        &env,
        &[("CLERK_SECRET_KEY", "sk_test_0000000000000000000000000000")],
    );
    assert_eq!(failed(&said), ["secret key"]);
    let (_, words) = about(&said, "secret key");
    assert!(
        words.contains("Secret Key is invalid") && words.contains("CLERK_SECRET_KEY"),
        "{words}"
    );
    assert!(!said.out.contains("sk_test_0"), "{said:?}");

    // The publishable key of another instance.
    let value = |name: &str| {
        let found = foreign.iter().find(|(known, _)| known == name);
        found.expect("is printed").1.as_str()
    };
    let keys = [
        ("CLERK_PUBLISHABLE_KEY", value("CLERK_PUBLISHABLE_KEY")),
        ("CLERK_FAPI_URL", value("CLERK_FAPI_URL")),
    ];
    let said = examine(&place, &env, &keys);
    assert_eq!(failed(&said), ["same instance"]);
    assert!(
        about(&said, "same instance")
            .1
            .contains("take both from one instance")
    );

    // Nobody listens.
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", nobody.local_addr().expect("has an address"));
    drop(nobody);
    let said = examine(&place, &env, &[("CLERK_API_URL", &address)]);
    assert_eq!(failed(&said), ["backend API"]);
    assert!(
        about(&said, "backend API").1.contains("CLERK_API_URL"),
        "{said:?}"
    );
    let said = examine(&place, &env, &[("CLERK_FAPI_URL", &address)]);
    assert_eq!(failed(&said), ["frontend API"]);
}

/// Answers every request like this, until the test is over.
fn answering(status: &'static str, body: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("has an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = [0; 4096];
            let read = stream.read(&mut request).expect("a request");
            assert!(read > 0);
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status}\r\nConnection: close\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .expect("is sent");
        }
    });
    address
}

#[test]
fn a_version_that_is_not_taken_native_mode_that_is_off_and_a_wrong_clock_are_told_as_such() {
    let served = Place::new();
    let _serving = served.serve(&["--demo-users", "1"]);
    let (env, place) = (served.env(&[]), Place::new());

    let version = answering(
        "400 Bad Request",
        r#"{"errors":[{"code":"api_version_invalid","message":"Invalid","long_message":"The API version is not supported."}],"clerk_trace_id":"t1"}"#,
    );
    let said = examine(
        &place,
        &env,
        &[("CLERK_API_URL", &format!("http://{version}"))],
    );
    assert_eq!(failed(&said), ["API version"]);
    let (_, words) = about(&said, "API version");
    assert!(
        words.contains("not supported") && words.contains("trace t1"),
        "{words}"
    );

    let garbage = answering("200 OK", "<html>Welcome to our network</html>");
    let said = examine(
        &place,
        &env,
        &[("CLERK_API_URL", &format!("http://{garbage}"))],
    );
    assert_eq!(failed(&said), ["backend API"]);
    assert!(
        about(&said, "backend API").1.contains("is not Clerk"),
        "{said:?}"
    );

    let empty = answering("200 OK", r#"{"keys":[]}"#);
    let both = format!("http://{empty}");
    let said = examine(
        &place,
        &env,
        &[("CLERK_API_URL", &both), ("CLERK_FAPI_URL", &both)],
    );
    let failed = failed(&said);
    assert!(failed.contains(&"token keys".to_owned()), "{said:?}");
    assert!(failed.contains(&"clock".to_owned()), "{said:?}");
    assert!(
        about(&said, "clock").1.contains("ahead of Clerk's"),
        "{said:?}"
    );

    let native = answering(
        "400 Bad Request",
        r#"{"errors":[{"code":"native_api_disabled","message":"Off","long_message":"The Native API is disabled."}]}"#,
    );
    let said = examine(
        &place,
        &env,
        &[("CLERK_FAPI_URL", &format!("http://{native}"))],
    );
    assert_eq!(self::failed(&said), ["native mode"], "{said:?}");
}

#[test]
fn the_report_can_be_read_by_programs() {
    let place = Place::new();
    let report = place.run(&["doctor", "--json"]).succeeded();
    let report: serde_json::Value = serde_json::from_str(&report).expect("is JSON");
    let findings = report.as_array().expect("a list");
    assert!(findings.len() >= 3, "{report}");
    for finding in findings {
        let state = finding["state"].as_str().expect("a state");
        assert!(["ok", "note", "fail"].contains(&state), "{finding}");
        assert!(
            finding["about"].is_string() && finding["words"].is_string(),
            "{finding}"
        );
    }
}
