//! An impersonation outlives neither its time nor its actor's session, and has one end.

use tokio::task::JoinSet;

use crate::support::{Browser, Form, House, PASSWORD};

const MINUTE: i64 = 60_000;

/// Loads the dashboard now and then, as somebody does who works.
async fn work(house: &House, browser: &mut Browser, minutes: i64) {
    for _ in 0..minutes {
        house.clock.advance(MINUTE);
        let page = browser.open("/dashboard").await;
        assert!(page.region().contains("You are acting as"), "{page}");
    }
}

#[tokio::test]
async fn invariant_13_an_impersonation_is_over_when_its_time_is_up_and_not_a_moment_before() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    work(&house, &mut sue, 14).await;
    house.clock.advance(MINUTE - 1);
    let last = sue.open("/dashboard").await;
    assert!(last.region().contains("0:00 left"), "{last}");
    house.clock.advance(1);
    let before = last.form("End impersonation");
    let over = sue.open("/dashboard").await;
    assert_eq!(
        (over.heading(), over.region()),
        ("Hello Sue".into(), String::new())
    );
    assert_eq!(
        over.text("[role=status].notice"),
        "The impersonation is over: its time was up."
    );
    assert_eq!(
        sue.open("/dashboard").await.text("[role=status].notice"),
        "",
        "it is said once"
    );
    assert_eq!(sue.post(&before).await.status, 409);
    assert_eq!(house.causes().await, ["maximum"]);
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_13_a_change_from_inside_after_the_time_is_up_does_nothing() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    work(&house, &mut sue, 10).await;
    let inside = sue.open("/dashboard").await;
    house.clock.advance(5 * MINUTE);
    for form in inside.forms() {
        assert_eq!(sue.fetch(&form).await.status, 409, "{}", form.action);
    }
    assert_eq!(house.causes().await, ["maximum"]);
    house.close().await;
}

#[tokio::test]
async fn invariant_13_the_sweeper_ends_what_nobody_is_there_to_end() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    work(&house, &mut sue, 14).await;
    house.clock.advance(MINUTE - 1);
    house.console.sweep().await;
    assert_eq!(house.causes().await, [""; 0]);
    house.clock.advance(1);
    house.console.sweep().await;
    house.console.sweep().await;
    assert_eq!(house.causes().await, ["maximum"]);
    assert_eq!(house.live("ann", true).await, 0);
    let page = sue.open("/dashboard").await;
    assert_eq!(
        (page.heading(), page.region()),
        ("Hello Sue".into(), String::new())
    );
    assert_eq!(house.causes().await, ["maximum"], "one end");
    house.close().await;
}

#[tokio::test]
async fn invariant_13_signing_out_of_ones_own_session_ends_both() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let answer = sue.press(&inside, "Sign out of sue@example.com").await;
    assert_eq!(answer.location(), "/sign-in");
    assert_eq!(house.causes().await, ["signed_out"]);
    assert_eq!(
        (
            house.live("ann", true).await,
            house.live("sue", false).await
        ),
        (0, 0)
    );
    assert_eq!(sue.get("/dashboard").await.status, 303);
    house.close().await;
}

#[tokio::test]
async fn invariant_13_ones_own_session_that_is_revoked_at_the_provider_takes_the_impersonation_with_it()
 {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.revoke("sue", false).await;
    house.clock.advance(60_000);
    assert_eq!(
        sue.get("/dashboard").await.location(),
        "/sign-in?next=%2Fdashboard"
    );
    assert_eq!(house.causes().await, ["actor_session_ended"]);
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(sue.get("/account").await.status, 303, "and stays out");
    house.close().await;
}

#[tokio::test]
async fn invariant_13_an_impersonated_session_that_is_revoked_at_the_provider_is_over_within_a_minute()
 {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.revoke("ann", true).await;
    house.clock.advance(60_000);
    let page = sue.open("/dashboard").await;
    assert_eq!(
        (page.heading(), page.region()),
        ("Hello Sue".into(), String::new())
    );
    let notice = "The impersonation is over: the session was ended at the identity provider.";
    assert_eq!(page.text("[role=status].notice"), notice);
    assert_eq!(house.causes().await, ["session_ended"]);
    house.close().await;
}

#[tokio::test]
async fn invariant_13_ends_that_arrive_together_are_one_end() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let (mut other, mut third) = (sue.clone(), sue.clone());
    let form = inside.form("End impersonation");
    let out = inside.form("Sign out of ann@example.com");
    let (first, second, third) = tokio::join!(sue.post(&form), other.post(&form), third.post(&out));
    for answer in [&first, &second, &third] {
        assert!([303, 409].contains(&answer.status), "{answer}");
    }
    let causes = house.causes().await;
    assert!(
        causes == ["person"] || causes == ["signed_out"],
        "{causes:?}"
    );
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_13_nobody_signs_in_over_an_open_session() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    for inside in [true, false] {
        let page = sue.open("/dashboard").await;
        let forms = page.forms();
        // No page offers this; a script could post it.
        let fields = [
            ("session", forms[0].value("session")),
            ("email", "lea@example.com"),
            ("password", PASSWORD),
        ];
        let before = house.trace().await;
        let answer = sue.fetch(&Form::to("/api/sign_in", &fields)).await;
        assert_eq!(answer.status, 422, "{answer}");
        assert_eq!(house.trace().await, before);
        if inside {
            sue.press(&page, "Switch to sue@example.com").await;
        }
    }
    house.close().await;
}

#[tokio::test(flavor = "local")]
async fn many_requests_at_once_after_a_token_ran_out_are_all_answered() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    for _ in 0..3 {
        house.clock.advance(60_000);
        let mut windows = JoinSet::new();
        for _ in 0..8 {
            let mut window = sue.clone();
            windows.spawn_local(async move { window.open("/dashboard").await.heading() });
        }
        assert_eq!(windows.join_all().await, ["Hello Ann"; 8]);
    }
    assert_eq!(sue.open("/account").await.heading(), "Account");
    house.close().await;
}
