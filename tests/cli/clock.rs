//! `understudy provider --clock`: what expires, without waiting for it.

use ambient::{Clock, SECOND};
use serde_json::{Value, json};

use crate::client::Clerk;
use crate::program::{Place, Serving};

/// The provider with its clock put forward or back, and its door.
fn at(place: &Place, offset: &str) -> (Serving, Clerk) {
    let mut served = place.provide(&["--no-demo", "--clock", offset]);
    served.read_until(|line| line.starts_with("Clock"));
    assert!(served.value("Clock").ends_with(&format!("({offset})")));
    let clerk = Clerk::of(place, &[]);
    (served, clerk)
}

/// What a session token says of its own time: from when to when, in seconds.
fn times(jwt: &str) -> (i64, i64) {
    use base64::Engine as _;
    let payload = jwt.split('.').nth(1).expect("three parts");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload);
    let claims: Value = serde_json::from_slice(&bytes.expect("base64url")).expect("claims");
    let time = |name: &str| claims[name].as_i64().expect("a number");
    (time("iat"), time("exp"))
}

#[test]
fn an_offset_that_cannot_be_read_is_refused_and_nothing_is_made() {
    let place = Place::new();
    for (bad, words) in [
        ("tomorrow", "it must be like +2h, -30m, 1d12h or 90s"),
        ("2", "it must be like +2h, -30m, 1d12h or 90s"),
        ("+4000d", "it must be ten years at most"),
    ] {
        let said = place.run(&["provider", "--clock", bad]);
        assert_eq!(said.code, Some(2));
        let sentence = said.err.lines().next().expect("a sentence");
        assert_eq!(
            sentence,
            format!("error: invalid value '{bad}' for '--clock <OFFSET>': {words}")
        );
    }
    assert!(!place.data().exists());
}

#[test]
fn a_session_token_made_now_is_over_where_the_clock_is_put_forward() {
    let place = Place::new();
    let (served, clerk) = at(&place, "+0s");
    clerk.user("ann@example.com");
    let (client, session) = clerk.sign_in("ann@example.com");
    let (_, over) = times(&clerk.session_token(&client, &session).text("/jwt"));
    drop(served);
    let (_served, clerk) = at(&place, "+2m");
    let (since, _) = times(&clerk.session_token(&client, &session).text("/jwt"));
    assert!(since > over, "{since} is after {over}");
}

#[test]
fn where_the_clock_is_put_back_a_session_token_is_over_when_it_is_made() {
    let place = Place::new();
    let (_served, clerk) = at(&place, "-2m");
    clerk.user("ann@example.com");
    let (client, session) = clerk.sign_in("ann@example.com");
    let (_, over) = times(&clerk.session_token(&client, &session).text("/jwt"));
    assert!(over < Clock::system().now() / SECOND);
}

#[test]
fn tickets_and_sessions_are_over_after_their_time() {
    let place = Place::new();
    let (served, clerk) = at(&place, "+0s");
    let user = clerk.user("ann@example.com");
    let (client, session) = clerk.sign_in("ann@example.com");
    let body = json!({"user_id": user, "actor": {"sub": "user_staff"}});
    let ticket = |clerk: &Clerk| {
        clerk
            .backend("POST", "/v1/actor_tokens", &body)
            .text("/token")
    };
    let (spent, kept) = (ticket(&clerk), ticket(&clerk));
    assert_eq!(clerk.redeem(&spent).text("/response/status"), "complete");
    drop(served);

    let (served, clerk) = at(&place, "+1h1m");
    clerk.redeem(&kept).refusal();
    clerk.session_token(&client, &session).text("/jwt");
    drop(served);

    let (_served, clerk) = at(&place, "+8d");
    assert!(clerk.session_token(&client, &session).status >= 400);
    clerk.sign_in("ann@example.com");
}
