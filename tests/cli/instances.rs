//! Several instances in one data directory.

use serde_json::json;

use crate::client::{Clerk, PASSWORD};
use crate::program::{Place, Said};

const A: [&str; 2] = ["--instance", "a"];
const B: [&str; 2] = ["--instance", "b"];

#[test]
fn what_is_no_name_is_refused_and_nothing_is_made() {
    let place = Place::new();
    for bad in ["", "..", "a/b", "Shop", "-a", &"a".repeat(41)] {
        let flag = format!("--instance={bad}");
        for command in [&["env", &flag][..], &["user", "list", &flag]] {
            let sentence = place.run(command).failed();
            assert!(
                sentence.contains("--instance") && sentence.contains("must be a name of 40"),
                "{sentence}"
            );
        }
        place.provide_in_vain(&[&flag]);
    }
    assert!(!place.data().exists());
}

#[test]
fn one_instance_is_served_once_and_others_beside_it() {
    let place = Place::new();
    let nobody = place.run(&[&["env"], &A[..]].concat()).failed();
    assert!(
        nobody.contains("Nothing is being served from ./data/instances/a"),
        "{nobody}"
    );
    let mut first = place.provide(&[&A[..], &["--demo-users", "1"]].concat());
    let (_other, _without_a_name) = (
        place.provide(&[&B[..], &["--no-demo"]].concat()),
        place.provide(&["--no-demo"]),
    );
    let sentence = place.provide_in_vain(&A);
    let address = first.value("Provider");
    assert!(
        sentence.contains("./data/instances/a is in use by an `understudy provider` at")
            && sentence.contains(address)
            && sentence.contains("--instance"),
        "{sentence}"
    );
    assert!(
        place.env(&A).iter().any(|(_, value)| value == address),
        "what is served under that name"
    );
    first.read_until(|line| line.starts_with("Mail"));
    assert!(
        first
            .value("Keys")
            .contains("--data-dir ./data --instance a")
    );
    assert!(first.value("Mail").contains("data/instances/a/mail.jsonl"));
    let (email, password) = first.demo("Support");
    assert!(first.sign_in(&email, &password).starts_with("HTTP/1.1 200"));
}

#[test]
fn nothing_that_one_instance_gave_out_opens_another() {
    let place = Place::new();
    let _served = [A, B].map(|flags| place.provide(&[&flags[..], &["--no-demo"]].concat()));
    let [a, b] = [A, B].map(|flags| Clerk::of(&place, &flags));
    let user = a.user("ann@example.com");
    b.user("ann@example.com");

    let theirs = b.with_key_of(&a).backend("GET", "/v1/users", &json!({}));
    assert_eq!(theirs.refusal(), "clerk_key_invalid");
    let (client, session) = a.sign_in("ann@example.com");
    let theirs = b.frontend("GET", "/v1/client", &client, &[]);
    assert!(theirs.body["response"].is_null(), "{theirs:?}");
    assert!(b.session_token(&client, &session).status >= 400);
    let jwt = a.session_token(&client, &session).text("/jwt");
    let refresh = json!({"expired_token": jwt, "refresh_token": "r", "request_origin": "http://127.0.0.1:4000"});
    let path = format!("/v1/sessions/{session}/refresh");
    let theirs = b.backend("POST", &path, &refresh);
    let ours = a.backend("POST", &path, &refresh);
    assert_ne!(
        theirs.refusal(),
        ours.refusal(),
        "only its own is known for what it is"
    );
    let verified = json!({"token": client});
    assert!(b.backend("POST", "/v1/clients/verify", &verified).status >= 400);
    a.backend("POST", "/v1/clients/verify", &verified)
        .text("/id");

    for (path, body) in [
        ("/v1/sign_in_tokens", json!({"user_id": user})),
        (
            "/v1/actor_tokens",
            json!({"user_id": user, "actor": {"sub": "user_staff"}}),
        ),
    ] {
        let ticket = a.backend("POST", path, &body).text("/token");
        b.redeem(&ticket).refusal();
        assert_eq!(a.redeem(&ticket).text("/response/status"), "complete");
    }
}

#[test]
fn people_are_brought_in_before_an_instance_is_served_and_beside_it() {
    let place = Place::new();
    let import = |name: &str, email: &str| {
        let file = format!("{email},Ann\n");
        std::fs::write(place.path().join(name), format!("email,first_name\n{file}"))
            .expect("is written");
        place
            .run(&[&["user", "import", name], &A[..]].concat())
            .succeeded()
    };
    import("before.csv", "ann@example.com");
    let provider = place.provide(&A);
    assert!(
        provider.said.iter().all(|line| !line.starts_with("Lead")),
        "somebody is there already"
    );
    import("beside.csv", "bob@example.com");
    let listed = place.run(&[&["user", "list"], &A[..]].concat()).succeeded();
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert_eq!(place.run(&["user", "list"]).succeeded(), "");
    let people = Clerk::of(&place, &A).backend("GET", "/v1/users", &json!({}));
    assert_eq!(people.body.as_array().map(Vec::len), Some(2), "{people:?}");
    let set = ["user", "password", "bob@example.com", "--password-stdin"];
    place
        .run_with_input(&[&set[..], &A].concat(), PASSWORD)
        .succeeded();
    Clerk::of(&place, &A).sign_in("bob@example.com");
}

#[test]
fn an_instance_that_was_named_is_not_passed_over_for_one_at_clerk() {
    let place = Place::new();
    let mut command = place.command(&[&["user", "list"], &A[..]].concat());
    command
        .env("CLERK_SECRET_KEY", "sk_test_0123456789abcdef")
        .env("CLERK_PUBLISHABLE_KEY", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k");
    let sentence = Said::from(command.output().expect("the program runs")).failed();
    assert!(sentence.contains("unset one of the two"), "{sentence}");
    assert!(!place.data().exists());
}

#[cfg(unix)]
#[test]
fn invariant_08_what_an_instance_keeps_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let _served = place.provide(&[&A[..], &["--tls", "--demo-users", "1"]].concat());
    let mut folders = vec![place.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("is a folder") {
            let path = entry.expect("is there").path();
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            let mode = path.metadata().expect("is there").permissions().mode() & 0o777;
            assert_eq!(mode, wanted, "{}", path.display());
            folders.extend(path.is_dir().then_some(path));
        }
    }
}
