//! Session tokens that are not what they should be, and cookies that are not ours.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::support::{Browser, Form, House};

const TOUCH: &str = "POST /v1/client/sessions";

/// Replaces the session token in the answer to a touch.
fn with_token(answer: &mut Response<Bytes>, change: impl Fn(&str) -> String) {
    let mut body: Value = serde_json::from_slice(answer.body()).unwrap();
    let token = &mut body["response"]["last_active_token"]["jwt"];
    let changed = change(token.as_str().expect("a touch answers a token"));
    *token = changed.into();
    *answer.body_mut() = serde_json::to_vec(&body).unwrap().into();
}

/// The session token that a browser has from now on.
async fn overheard(house: &House, browser: &mut Browser) -> String {
    let heard = Arc::new(Mutex::new(String::new()));
    let ear = heard.clone();
    house.line.forge(TOUCH, move |answer| {
        with_token(answer, |token| {
            token.clone_into(&mut ear.lock().unwrap());
            token.to_owned()
        });
    });
    house.clock.advance(60_000);
    browser.open("/dashboard").await;
    house.line.mend();
    let token = heard.lock().unwrap().clone();
    assert!(!token.is_empty());
    token
}

#[tokio::test]
async fn a_session_token_that_is_forged_is_nobodys() {
    let other = House::new().await;
    let foreign = overheard(&other, &mut other.signed_in("sue").await).await;
    for (kind, forged) in [
        ("another key", foreign),
        (
            "no signature",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyXzEifQ.".to_owned(),
        ),
        ("no token", "forged".to_owned()),
        ("empty", String::new()),
    ] {
        let house = House::new().await;
        let mut sue = house.acting("sue", "ann").await;
        let page = sue.open("/dashboard").await;
        house.clock.advance(60_000);
        house
            .line
            .forge(TOUCH, move |answer| with_token(answer, |_| forged.clone()));
        let answer = sue.get("/dashboard").await;
        assert!(
            answer.location().starts_with("/sign-in"),
            "{kind}: {answer}"
        );
        assert_eq!(sue.post(&page.forms()[0]).await.status, 401, "{kind}");
        house.line.mend();
        house.console.sweep().await;
        assert_eq!(house.live("ann", true).await, 0, "{kind}");
        assert_eq!(house.causes().await, ["actor_session_ended"], "{kind}");
        house.close().await;
    }
    other.close().await;
}

#[tokio::test]
async fn a_session_token_that_has_expired_and_is_not_renewed_is_nobodys() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let expired = overheard(&house, &mut sue).await;
    house.clock.advance(5 * 60_000);
    house
        .line
        .forge(TOUCH, move |answer| with_token(answer, |_| expired.clone()));
    assert!(
        sue.get("/dashboard")
            .await
            .location()
            .starts_with("/sign-in")
    );
    assert_eq!(
        sue.fetch(&Form::to("/api/impersonator", &[("session", "")]))
            .await
            .status,
        401
    );
    house.close().await;
}

#[tokio::test]
async fn the_session_token_of_somebody_else_is_not_taken_for_ones_own() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let mut lea = house.signed_in("lea").await;
    let hers = overheard(&house, &mut lea).await;
    house
        .line
        .forge(TOUCH, move |answer| with_token(answer, |_| hers.clone()));
    let answer = sue.get("/dashboard").await;
    assert!(answer.location().starts_with("/sign-in"), "{answer}");
    house.close().await;
}

#[tokio::test]
async fn the_cookie_of_another_instance_is_nobodys() {
    let house = House::new().await;
    let other = House::new().await;
    // The other one has drawn more random numbers, so that its ids are its own.
    other.signed_in("lea").await;
    let sue = other.acting("sue", "ann").await;
    let mut here = house.browser();
    // Under the name that it has there, and under the name that ids have here.
    let own = house.signed_in("sam").await;
    let name = own.cookies.keys().next().unwrap().clone();
    here.cookies = sue.cookies.clone();
    here.cookies.insert(name, sue.cookie().to_owned());
    for path in ["/dashboard", "/users"] {
        let answer = here.get(path).await;
        assert!(answer.location().starts_with("/sign-in"), "{answer}");
        assert_eq!(answer.body, "");
    }
    let answer = here
        .fetch(&Form::to("/api/end_impersonation", &[("session", "x")]))
        .await;
    assert_eq!(answer.status, 401);
    other.close().await;
    house.close().await;
}
