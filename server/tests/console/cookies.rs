//! The browser's one id: when it changes, how long the one before lasts, and what an unknown one does.

use crate::support::{Browser, Form, House, PASSWORD};

/// The same browser with the cookie it had before.
fn with(browser: &Browser, cookie: &str) -> Browser {
    let mut other = browser.clone();
    for value in other.cookies.values_mut() {
        cookie.clone_into(value);
    }
    other
}

#[tokio::test]
async fn the_id_changes_at_sign_in_start_and_end() {
    let house = House::new().await;
    let mut sue = house.browser();
    let mut ids = Vec::new();
    let refused = sue.sign_in("sue", "not the one").await;
    ids.push(sue.cookie().to_owned());
    sue.follow(&refused).await;
    sue.sign_in("sue", PASSWORD).await;
    ids.push(sue.cookie().to_owned());
    let inside = sue.start(&house.page_of("ann")).await;
    ids.push(sue.cookie().to_owned());
    sue.press(&inside, "End impersonation").await;
    ids.push(sue.cookie().to_owned());
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    house.close().await;
}

#[tokio::test]
async fn the_id_from_before_a_sign_in_is_nobody() {
    let house = House::new().await;
    let mut sue = house.browser();
    sue.sign_in("sue", "not the one").await;
    let fixed = sue.cookie().to_owned();
    sue.sign_in("sue", PASSWORD).await;
    let answer = with(&sue, &fixed).get("/dashboard").await;
    assert_eq!(
        answer.status, 303,
        "an id that somebody planted gains nothing"
    );
    house.close().await;
}

#[tokio::test]
async fn the_id_before_is_taken_ten_seconds_more_as_whoever_the_browser_is_by_then() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let outside = sue.cookie().to_owned();
    let inside = sue.start(&house.page_of("ann")).await;
    let mut late = with(&sue, &outside);
    assert_eq!(late.open("/dashboard").await.heading(), "Hello Ann");

    let while_inside = sue.cookie().to_owned();
    sue.press(&inside, "End impersonation").await;
    let mut late = with(&sue, &while_inside);
    house.clock.advance(9_999);
    assert_eq!(
        late.open("/dashboard").await.heading(),
        "Hello Sue",
        "not back inside"
    );
    house.clock.advance(1);
    assert_eq!(late.get("/dashboard").await.status, 303);
    assert_eq!(
        with(&sue, &outside).get("/dashboard").await.status,
        303,
        "two ids back"
    );
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

#[tokio::test]
async fn signing_out_ends_the_id_at_once() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = sue.open("/dashboard").await;
    let mut copy = sue.clone();
    sue.press(&page, "Sign out of sue@example.com").await;
    assert!(sue.cookies.is_empty());
    assert_eq!(copy.get("/dashboard").await.status, 303);
    assert_eq!(
        copy.post(&page.form("Sign out of sue@example.com"))
            .await
            .status,
        401
    );
    assert_eq!(house.live("sue", false).await, 0);
    house.close().await;
}

#[tokio::test]
async fn an_unknown_id_never_clears_a_newer_cookie() {
    let house = House::new().await;
    let sue = house.signed_in("sue").await;
    for cookie in [
        "unknown",
        "",
        "\"quoted\"",
        &"x".repeat(5_000),
        "%00",
        "a.b.c",
    ] {
        let mut stale = with(&sue, cookie);
        for path in ["/dashboard", "/sign-in", "/users", "/nowhere", "/healthz"] {
            let answer = stale.get(path).await;
            assert!(answer.set_cookies().is_empty(), "{cookie} {path}");
        }
        for path in crate::support::FUNCTIONS {
            let answer = stale
                .fetch(&Form::to(path, &[("session", "another")]))
                .await;
            assert!(answer.set_cookies().is_empty(), "{cookie} {path}");
            assert!(
                [401, 409].contains(&answer.status),
                "{cookie} {path}: {answer}"
            );
        }
    }
    house.close().await;
}

#[tokio::test]
async fn browsers_that_never_signed_in_are_forgotten_and_those_who_did_are_not() {
    let house = House::new().await;
    let mut anonymous = house.browser();
    let refused = anonymous.sign_in("sue", "not the one").await;
    let mut sue = house.signed_in("sue").await;
    let count = async || {
        let count = sqlx::query_scalar("SELECT count(*) FROM browser_sessions");
        let count: i64 = count.fetch_one(&house.pool).await.unwrap();
        count
    };
    assert_eq!(count().await, 2);
    house.clock.advance(11 * 60_000);
    house.console.sweep().await;
    assert_eq!(count().await, 1);
    assert_eq!(anonymous.follow(&refused).await.alert(), "");
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_forgotten_and_bars_nobody_from_signing_in() {
    let house = House::new().await;
    for damage in [
        "UPDATE browser_sessions SET own = 'AAAA' || own",
        "UPDATE browser_sessions SET impersonated = own",
        "UPDATE browser_sessions SET flash = '{'",
    ] {
        let mut sue = house.acting("sue", "ann").await;
        house.meddle(damage).await;
        assert_eq!(sue.get("/dashboard").await.status, 303, "{damage}");
        assert_eq!(house.live("ann", true).await, 0, "what was open is over");
        assert_eq!(sue.sign_in("sue", PASSWORD).await.location(), "/dashboard");
        assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
        let page = sue.open("/dashboard").await;
        sue.press(&page, "Sign out of sue@example.com").await;
    }
    assert_eq!(house.causes().await, ["actor_session_ended"; 3]);
    house.close().await;
}
