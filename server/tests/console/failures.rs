//! What the provider refuses or fails to do is said, recorded and taken back.

use crate::support::{Fault, House, PASSWORD};

const AWAY: &str = "The identity provider cannot be reached at the moment. Try again in a minute.";

#[tokio::test]
async fn a_ticket_that_cannot_be_made_is_a_failed_start_and_nothing_more() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let form = sue.start_form(&page).await;
    house.line.cut("POST /v1/actor_tokens");
    let answer = sue.fetch(&form).await;
    assert_eq!(
        (answer.status, &answer.json()["words"]),
        (502, &AWAY.into())
    );
    let answer = sue.post(&form.clone().set("key", "once more")).await;
    let back = sue.follow(&answer).await;
    assert_eq!(back.alert(), AWAY);
    assert_eq!(
        back.form("Impersonate").value("reason"),
        form.value("reason")
    );
    assert_eq!(
        house.kinds().await,
        ["attempted", "failed", "attempted", "failed"]
    );
    assert_eq!(
        (house.minted().await, house.live("ann", true).await),
        (0, 0)
    );

    house.line.mend();
    sue.start(&page).await;
    house.close().await;
}

#[tokio::test]
async fn a_ticket_that_cannot_be_spent_is_revoked() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    house.line.cut("POST /v1/client/sign_ins");
    assert_eq!(sue.fetch(&form).await.status, 502);
    assert_eq!(house.tokens().await, ["revoked"]);
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(house.kinds().await, ["attempted", "failed"]);
    assert_eq!(sue.open("/dashboard").await.region(), "");
    house.close().await;
}

#[tokio::test]
async fn a_session_that_no_browser_could_hold_is_ended() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    house.line.cut("POST /v1/client/sessions");
    assert_eq!(sue.fetch(&form).await.status, 502);
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(house.causes().await, ["crash"]);
    house.line.mend();
    let page = sue.open("/dashboard").await;
    assert_eq!(
        (page.heading(), page.region()),
        ("Hello Sue".into(), String::new())
    );
    house.close().await;
}

#[tokio::test]
async fn a_provider_that_is_away_is_said_on_the_page_and_signs_nobody_out() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let mut sam = house.signed_in("sam").await;
    house.line.cut("");
    let page = sam.get("/users").await;
    assert_eq!(page.status, 502, "{page}");
    assert!(page.texts("main")[0].contains(AWAY), "{page}");
    let account = sue.open("/account").await;
    assert!(
        account.region().contains("You are acting as Ann Example"),
        "a fresh token needs no provider"
    );
    // Now the tokens have to be asked for anew.
    house.clock.advance(60_000);
    for browser in [&mut sue, &mut sam] {
        let page = browser.get("/dashboard").await;
        assert_eq!(page.status, 502, "{page}");
        assert!(page.set_cookies().is_empty());
    }
    house.line.mend();
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    assert_eq!(sam.open("/dashboard").await.heading(), "Hello Sam");
    assert_eq!(house.causes().await, [""; 0]);
    house.close().await;
}

#[tokio::test]
async fn a_sign_in_while_the_provider_is_away_says_so() {
    let house = House::new().await;
    house.line.cut("");
    let mut sue = house.browser();
    let answer = sue.sign_in("sue", "whatever it was").await;
    let back = sue.follow(&answer).await;
    assert_eq!(back.alert(), AWAY);
    assert_eq!(back.form("Sign in").value("email"), "sue@example.com");
    house.close().await;
}

#[tokio::test]
async fn a_session_that_was_opened_for_nobody_is_ended_later_and_after_a_restart_too() {
    let mut house = House::new().await;
    // The sign-in itself is answered, and nothing after it.
    house.line.fail_at("POST /v1/client/sessions", Fault::Gone);
    house.line.cut("POST /v1/sessions");
    let mut sue = house.browser();
    let answer = sue.sign_in("sue", PASSWORD).await;
    assert_eq!(sue.follow(&answer).await.alert(), AWAY);
    house.console.sweep().await;
    assert_eq!(house.live("sue", false).await, 1);
    house.restart().await;
    house.line.mend();
    house.console.sweep().await;
    assert_eq!(house.live("sue", false).await, 0);
    house.signed_in("sue").await;
    house.close().await;
}
