//! End is never gated: not by a provider that is away, not by a store that is dead.

use crate::support::House;

const LEDGER_TAKES_NOTHING: &str =
    "CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END";
const NOTHING_IS_WRITTEN: &str = "\
    CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END; \
    CREATE TRIGGER full2 BEFORE UPDATE ON browser_sessions BEGIN SELECT RAISE(ABORT, 'disk full'); END";

#[tokio::test]
async fn an_end_while_the_provider_is_away_is_an_end_and_the_session_is_revoked_later() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    house.line.cut("POST /v1/sessions");
    let answer = sue.press(&inside, "End impersonation").await;
    assert_eq!(answer.location(), house.page_of("ann"));
    assert_eq!(sue.open("/dashboard").await.region(), "");
    assert_eq!(house.causes().await, ["person"]);
    assert_eq!(house.live("ann", true).await, 1, "not yet");
    house.line.mend();
    house.console.sweep().await;
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(house.causes().await, ["person"]);
    house.close().await;
}

#[tokio::test]
async fn an_end_that_cannot_be_recorded_takes_the_person_out_and_is_recorded_later() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    house.meddle(LEDGER_TAKES_NOTHING).await;
    let answer = sue.press(&inside, "End impersonation").await;
    assert_eq!(answer.location(), house.page_of("ann"));
    assert_eq!(house.live("ann", true).await, 0, "revoked all the same");
    let page = sue.open("/dashboard").await;
    assert_eq!(
        (page.heading(), page.region()),
        ("Hello Sue".into(), String::new())
    );
    assert_eq!(house.causes().await, [""; 0]);
    house.meddle("DROP TRIGGER full").await;
    house.console.sweep().await;
    house.console.sweep().await;
    assert_eq!(house.causes().await, ["person"]);
    house.close().await;
}

#[tokio::test]
async fn an_end_on_a_store_that_takes_nothing_takes_the_person_out_altogether() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let mut with_the_old_cookie = sue.clone();
    house.meddle(NOTHING_IS_WRITTEN).await;
    let answer = sue.press(&inside, "End impersonation").await;
    assert_eq!(answer.status, 303, "{answer}");
    assert!(sue.cookies.is_empty(), "the cookie is taken away");
    assert_eq!(house.live("ann", true).await, 0);
    let page = with_the_old_cookie.get("/dashboard").await;
    assert!(
        !page.body.contains("Hello Ann") && page.region().is_empty(),
        "{page}"
    );
    house.meddle("DROP TRIGGER full; DROP TRIGGER full2").await;
    house.console.sweep().await;
    assert_eq!(house.causes().await, ["person"]);
    house.close().await;
}

#[tokio::test]
async fn an_end_while_both_the_store_and_the_provider_fail_is_in_force_and_made_good_later() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let mut with_the_old_cookie = sue.clone();
    house.meddle(NOTHING_IS_WRITTEN).await;
    house.line.cut("POST /v1/sessions");
    let answer = sue.press(&inside, "End impersonation").await;
    assert_eq!(answer.status, 303, "{answer}");
    assert!(sue.cookies.is_empty(), "the cookie is taken away");
    assert_eq!(house.live("ann", true).await, 1, "nobody could revoke it");
    let page = with_the_old_cookie.get("/dashboard").await;
    assert!(!page.body.contains("Hello Ann"), "refused from memory");
    let ended_at = house.clock.now();
    house.clock.advance(60_000);
    house.console.sweep().await;
    assert_eq!(house.live("ann", true).await, 1);
    house.line.mend();
    house.console.sweep().await;
    assert_eq!(
        house.live("ann", true).await,
        0,
        "the revoke was tried again"
    );
    assert_eq!(house.causes().await, [""; 0]);
    house.clock.advance(60 * 60_000);
    house.meddle("DROP TRIGGER full; DROP TRIGGER full2").await;
    house.console.sweep().await;
    house.console.sweep().await;
    assert_eq!(
        house.causes().await,
        ["person"],
        "as it was, not as it is now"
    );
    let at: i64 = sqlx::query_scalar("SELECT ended_at FROM impersonations")
        .fetch_one(&house.pool)
        .await
        .unwrap();
    assert_eq!(at, ended_at);
    house.close().await;
}

#[tokio::test]
async fn an_end_on_a_dead_store_revokes_also_what_was_begun_before_a_restart() {
    let mut house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.restart().await;
    sue.turn_to(&house);
    let inside = sue.open("/dashboard").await;
    house.meddle(NOTHING_IS_WRITTEN).await;
    sue.press(&inside, "End impersonation").await;
    assert_eq!(house.live("ann", true).await, 0);
    house.meddle("DROP TRIGGER full; DROP TRIGGER full2").await;
    house.console.sweep().await;
    assert_eq!(house.causes().await, ["person"]);
    house.close().await;
}

#[tokio::test]
async fn signing_out_while_the_provider_is_away_leaves_nobody_inside() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    house.line.cut("");
    let answer = sue.press(&inside, "Sign out of sue@example.com").await;
    assert!([303, 502].contains(&answer.status), "{answer}");
    assert_eq!(house.causes().await, ["signed_out"]);
    let page = sue.get("/dashboard").await;
    assert!(!page.body.contains("Hello Ann"), "{page}");
    house.line.mend();
    house.console.sweep().await;
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_store_that_takes_nothing_keeps_nobody_from_signing_out() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    house.meddle(NOTHING_IS_WRITTEN).await;
    house.meddle("CREATE TRIGGER full3 BEFORE DELETE ON browser_sessions BEGIN SELECT RAISE(ABORT, 'disk full'); END").await;
    let mut with_the_old_cookie = sue.clone();
    let answer = sue.press(&inside, "Sign out of sue@example.com").await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(sue.cookies.is_empty());
    assert_eq!(
        (
            house.live("ann", true).await,
            house.live("sue", false).await
        ),
        (0, 0)
    );
    house
        .meddle("DROP TRIGGER full; DROP TRIGGER full2; DROP TRIGGER full3")
        .await;
    house.console.sweep().await;
    assert_eq!(house.causes().await, ["signed_out"]);
    house.clock.advance(60_000);
    assert_eq!(with_the_old_cookie.get("/dashboard").await.status, 303);
    house.close().await;
}
