//! Every way in which an impersonation ends: once, for good, and with its cause in the ledger. What time ends
//! is in `lifetimes.rs` too, and ends on a store or a provider that fails in `closing.rs`.

use serde_json::json;

use crate::support::{Answer, Browser, House, NOON};

const MINUTE: i64 = 60_000;

/// Where the person is when it is over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Back as themselves.
    AsThemselves,
    /// Signed out altogether.
    SignedOut,
}

/// Holds that the impersonation of Ann by Sue has ended by `cause`, once: whatever is asked and swept after it.
async fn expect_end(house: &House, sue: &mut Browser, cause: &str, left: Left) {
    for _ in 0..2 {
        let page = sue.get("/dashboard").await;
        match left {
            Left::AsThemselves => {
                assert_eq!(page.heading(), "Hello Sue", "{page}");
                assert_eq!(page.region(), "");
            }
            Left::SignedOut => assert_eq!(page.location(), "/sign-in?next=%2Fdashboard"),
        }
        house.console.sweep().await;
    }
    assert_eq!(house.causes().await, [cause]);
    assert_eq!(house.kinds().await, ["attempted", "started", "ended"]);
    assert_eq!(house.live("ann", true).await, 0, "nothing is left of it");
    house.clock.advance(20 * MINUTE);
    house.console.sweep().await;
    assert_eq!(house.causes().await, [cause], "nor does it end again");
}

/// The page that says it is over, as the next request finds it.
async fn notice(browser: &mut Browser) -> (Answer, String) {
    let page = browser.open("/dashboard").await;
    let notice = page.text("[role=status].notice");
    (page, notice)
}

#[tokio::test]
async fn invariant_13_the_person_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "End impersonation").await;
    let (page, notice) = notice(&mut sue).await;
    assert_eq!(notice, "", "whoever ends it is not told so");
    assert!(!page.has_button("Resume"));
    expect_end(&house, &mut sue, "person", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_signing_out_of_the_impersonated_session_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Sign out of ann@example.com").await;
    expect_end(&house, &mut sue, "signed_out", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_signing_out_of_ones_own_session_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Sign out of sue@example.com").await;
    expect_end(&house, &mut sue, "signed_out", Left::SignedOut).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_its_maximum_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    for _ in 0..5 {
        house.clock.advance(3 * MINUTE);
        sue.open("/account").await;
    }
    expect_end(&house, &mut sue, "maximum", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_ten_minutes_without_a_request_end_it_and_not_a_moment_less() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.clock.advance(10 * MINUTE - 1);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    assert_eq!(house.causes().await, [""; 0]);
    // That request counts: of another one it is the idle limit that strikes, and not the time before.
    let page = sue.open("/dashboard").await;
    sue.press(&page, "End impersonation").await;
    sue.start(&house.page_of("bob")).await;
    house.clock.advance(10 * MINUTE);
    let (page, words) = notice(&mut sue).await;
    assert_eq!(page.heading(), "Hello Sue");
    assert_eq!(
        words,
        "The impersonation is over: nothing happened for ten minutes."
    );
    assert_eq!(house.causes().await, ["person", "idle"]);
    assert_eq!(house.live("bob", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_13_the_sweeper_ends_what_is_idle_without_asking_the_provider_who_anybody_is() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.clock.advance(10 * MINUTE - 1);
    house.console.sweep().await;
    assert_eq!(house.causes().await, [""; 0]);
    house.clock.advance(1);
    house.line.asked();
    house.console.sweep().await;
    let asked = house.line.asked();
    assert!(
        asked.len() == 1 && asked[0].ends_with("/revoke"),
        "{asked:?}"
    );
    expect_end(&house, &mut sue, "idle", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_the_providers_own_idle_limit_never_comes_first() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    // The session's token is good for a minute, so that the provider need not be asked for these.
    for seconds in [14, 16, 20, 9] {
        house.clock.advance(seconds * 1_000);
        sue.open("/account").await;
    }
    house.clock.advance(10 * MINUTE - 15_000);
    let page = sue.open("/dashboard").await;
    assert_eq!(page.heading(), "Hello Ann", "{page}");
    house.clock.advance(10 * MINUTE);
    expect_end(&house, &mut sue, "maximum", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_what_is_left_open_beside_ones_own_session_is_idle() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let answer = sue.press(&inside, "Switch to sue@example.com").await;
    sue.follow(&answer).await;
    for _ in 0..9 {
        house.clock.advance(MINUTE);
        assert!(sue.open("/users").await.region().contains("Still open"));
    }
    house.clock.advance(MINUTE);
    expect_end(&house, &mut sue, "idle", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_return_keeps_it_open() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Switch to sue@example.com").await;
    house.clock.advance(9 * MINUTE);
    let aside = sue.open("/users").await;
    let answer = sue.press(&aside, "Return").await;
    assert_eq!(sue.follow(&answer).await.heading(), "Hello Ann");
    house.clock.advance(5 * MINUTE);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_request_that_comes_too_late_does_not_bring_it_back() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let mut late = sue.clone();
    let inside = sue.open("/dashboard").await;
    house.clock.advance(10 * MINUTE);
    house.console.sweep().await;
    let answer = late.press(&inside, "End impersonation").await;
    assert_eq!(answer.status, 409, "{answer}");
    expect_end(&house, &mut sue, "idle", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_session_that_is_revoked_at_the_provider_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.revoke("ann", true).await;
    house.clock.advance(MINUTE);
    let (page, words) = notice(&mut sue).await;
    assert_eq!(
        words,
        "The impersonation is over: the session was ended at the identity provider."
    );
    assert!(!page.has_button("Resume"));
    expect_end(&house, &mut sue, "session_ended", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_subject_who_is_deleted_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let path = format!("/v1/users/{}", house.id("ann"));
    house.ask_clerk("DELETE", &path, "").await;
    house.clock.advance(MINUTE);
    let (page, words) = notice(&mut sue).await;
    assert_eq!(
        words,
        "The impersonation is over: the user was deleted or banned."
    );
    assert!(!page.has_button("Resume"));
    expect_end(&house, &mut sue, "subject_gone", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_subject_who_is_banned_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house
        .at_clerk(&format!("/v1/users/{}/ban", house.id("ann")))
        .await;
    house.clock.advance(MINUTE);
    expect_end(&house, &mut sue, "subject_gone", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_an_actor_who_is_deleted_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let path = format!("/v1/users/{}", house.id("sue"));
    house.ask_clerk("DELETE", &path, "").await;
    house.clock.advance(MINUTE);
    expect_end(&house, &mut sue, "actor_gone", Left::SignedOut).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_an_actor_who_is_banned_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house
        .at_clerk(&format!("/v1/users/{}/ban", house.id("sue")))
        .await;
    house.clock.advance(MINUTE);
    expect_end(&house, &mut sue, "actor_gone", Left::SignedOut).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_an_actor_whose_role_is_taken_away_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let users = house.provider.users();
    users.set_role("sue@example.com", None).await.unwrap();
    house.clock.advance(MINUTE);
    let (page, words) = notice(&mut sue).await;
    assert_eq!(
        words,
        "The impersonation is over: the rules no longer permit it."
    );
    assert!(!page.has_button("Resume"));
    expect_end(&house, &mut sue, "not_permitted", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_subject_who_becomes_staff_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let users = house.provider.users();
    let role = users.set_role("ann@example.com", Some("support")).await;
    role.unwrap();
    house.clock.advance(MINUTE);
    expect_end(&house, &mut sue, "not_permitted", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_new_password_that_signs_the_actor_out_elsewhere_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let path = format!("/v1/users/{}", house.id("sue"));
    let body = json!({"password": "another correct horse", "sign_out_of_other_sessions": true});
    house.ask_clerk("PATCH", &path, &body.to_string()).await;
    house.clock.advance(MINUTE);
    expect_end(&house, &mut sue, "actor_session_ended", Left::SignedOut).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_an_own_session_that_is_revoked_at_the_provider_ends_it() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.revoke("sue", false).await;
    house.clock.advance(MINUTE);
    expect_end(&house, &mut sue, "actor_session_ended", Left::SignedOut).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_browser_that_went_away_before_it_was_inside_leaves_nothing_behind() {
    let mut house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    // The console stopped between the session and the record of who is inside.
    house
        .meddle(
            "UPDATE browser_sessions SET impersonated = NULL, impersonation_id = NULL, inside = 0",
        )
        .await;
    house.restart().await;
    sue.turn_to(&house);
    house.clock.advance(2 * MINUTE);
    house.console.sweep().await;
    assert_eq!(house.causes().await, [""; 0], "it may still come inside");
    house.clock.advance(1);
    house.console.sweep().await;
    expect_end(&house, &mut sue, "crash", Left::AsThemselves).await;
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_restart_ends_nothing_and_loses_no_end() {
    let mut house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.clock.advance(9 * MINUTE);
    house.restart().await;
    sue.turn_to(&house);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    house.clock.advance(5 * MINUTE);
    sue.open("/dashboard").await;
    house.clock.advance(MINUTE);
    assert!(house.clock.now() >= NOON + 15 * MINUTE);
    house.restart().await;
    assert_eq!(house.causes().await, ["maximum"], "the sweep at start-up");
    sue.turn_to(&house);
    expect_end(&house, &mut sue, "maximum", Left::AsThemselves).await;
    house.close().await;
}
