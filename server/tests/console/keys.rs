//! The provider's public keys: when they are fetched, and who waits for them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use serde_json::Value;
use tokio::time::timeout;

use crate::support::{Fault, House, PASSWORD};

const KEYS: &str = "GET /v1/jwks";
const TOUCH: &str = "POST /v1/client/sessions";
const AWAY: &str = "The identity provider cannot be reached at the moment. Try again in a minute.";
const OTHER: &str = "You were signed in at another Clerk instance";

/// How often keys were fetched since the last time.
fn fetched(house: &House) -> usize {
    let asked = house.line.asked();
    asked.iter().filter(|what| *what == KEYS).count()
}

/// From now on every session token is one of another instance.
async fn with_foreign_tokens(house: &House) {
    let other = House::new().await;
    let heard = Arc::new(Mutex::new(Value::Null));
    let ear = heard.clone();
    other.line.forge(TOUCH, move |answer| {
        *ear.lock().unwrap() = token(answer).clone();
    });
    other.signed_in("sam").await;
    other.close().await;
    let foreign = heard.lock().unwrap().clone();
    house.line.forge(TOUCH, move |answer| {
        let mut body: Value = serde_json::from_slice(answer.body()).unwrap();
        body["response"]["last_active_token"]["jwt"] = foreign.clone();
        *answer.body_mut() = serde_json::to_vec(&body).unwrap().into();
    });
}

fn token(answer: &Response<Bytes>) -> Value {
    let body: Value = serde_json::from_slice(answer.body()).unwrap();
    body["response"]["last_active_token"]["jwt"].clone()
}

/// What the page says after a sign-in that is refused.
async fn refused(house: &House) -> String {
    let mut sam = house.browser();
    let answer = sam.sign_in("sam", PASSWORD).await;
    sam.follow(&answer).await.alert()
}

#[tokio::test]
async fn keys_are_fetched_once_and_for_an_unknown_one_again_at_most_once_a_minute() {
    let house = House::new().await;
    for name in ["sue", "sam", "lea"] {
        house.signed_in(name).await.open("/dashboard").await;
    }
    assert_eq!(fetched(&house), 1);
    with_foreign_tokens(&house).await;
    for (passed, fetches) in [(59_000, 0), (1_000, 1), (0, 0), (59_999, 0), (1, 1)] {
        house.clock.advance(passed);
        let alert = refused(&house).await;
        assert!(alert.starts_with(OTHER), "{alert}");
        assert_eq!(fetched(&house), fetches, "{passed}");
    }
    house.line.mend();
    house.close().await;
}

#[tokio::test]
async fn a_fetch_that_fails_is_not_tried_again_within_the_minute_and_signs_nobody_out() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    sue.open("/dashboard").await;
    house.clock.advance(60_000);
    sue.open("/dashboard").await;
    with_foreign_tokens(&house).await;
    house.line.fail_at(KEYS, Fault::Gone);
    fetched(&house);
    for (passed, fetches) in [(0, 1), (0, 0), (30_000, 0), (29_999, 0), (1, 1), (0, 0)] {
        house.clock.advance(passed);
        assert_eq!(refused(&house).await, AWAY);
        assert_eq!(fetched(&house), fetches, "{passed}");
    }
    assert_eq!(
        sue.get("/dashboard").await.status,
        502,
        "she is not signed out"
    );
    house.line.mend();
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

#[tokio::test]
async fn without_any_key_the_next_one_who_comes_tries_again() {
    let house = House::new().await;
    house.line.fail_at(KEYS, Fault::Gone);
    assert_eq!(refused(&house).await, AWAY);
    assert_eq!(house.live("sam", false).await, 0);
    house.line.mend();
    house.signed_in("sam").await;
    house.close().await;
}

#[tokio::test]
async fn a_slow_fetch_keeps_nobody_waiting_whose_key_is_known() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let mut sam = house.browser();
    house.clock.advance(60_000);
    sue.open("/dashboard").await;
    with_foreign_tokens(&house).await;
    house.line.fail_at(KEYS, Fault::Silence);
    let waiting = timeout(Duration::from_secs(2), sam.sign_in("sam", PASSWORD));
    let page = async {
        // By then the fetch is under way.
        while !house.line.asked().iter().any(|what| what == KEYS) {
            tokio::task::yield_now().await;
        }
        sue.open("/dashboard").await
    };
    let (waiting, page) = tokio::join!(waiting, page);
    assert!(waiting.is_err(), "keys that never come");
    assert_eq!(page.heading(), "Hello Sue");
    house.line.mend();
    house.close().await;
}

#[tokio::test]
async fn a_new_key_under_the_old_name_is_fetched_too() {
    let house = House::new().await;
    let other = House::new().await;
    let wrong = other.clerk.jwks().await.unwrap().keys.remove(0);
    house.line.forge(KEYS, move |answer| {
        let mut jwks: Value = serde_json::from_slice(answer.body()).unwrap();
        jwks["keys"][0]["n"] = wrong.n.clone().into();
        *answer.body_mut() = serde_json::to_vec(&jwks).unwrap().into();
    });
    let alert = refused(&house).await;
    assert!(alert.starts_with(OTHER), "{alert}");
    house.line.mend();
    house.clock.advance(60_000);
    house.signed_in("sam").await;
    other.close().await;
    house.close().await;
}
