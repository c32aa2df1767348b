//! Whoever wants to leave leaves, whoever else is away.

use crate::support::{Browser, Form, House, PASSWORD};

const NOTICE: &str = "You are signed out here.";

async fn sign_out_form(browser: &mut Browser) -> Form {
    let page = browser.open("/dashboard").await;
    page.form("Sign out of sue@example.com")
}

#[tokio::test]
async fn signing_out_while_the_provider_is_away_is_done_here_and_finished_later() {
    let house = House::new().await;
    for minutes in [0, 1] {
        let mut sue = house.acting("sue", "ann").await;
        let form = sign_out_form(&mut sue).await;
        // With a token that is fresh, and with one that had to be asked for anew.
        house.clock.advance(minutes * 60_000);
        house.line.cut("");
        let mut copy = sue.clone();
        let answer = sue.post(&form).await;
        assert_eq!(answer.location(), "/sign-in");
        let page = sue.follow(&answer).await;
        assert_eq!(page.status, 200);
        let main = page.texts("main").remove(0);
        assert!(main.contains(NOTICE), "{page}");
        assert!(page.has_button("Sign in"), "{page}");
        for browser in [&mut sue, &mut copy] {
            assert_eq!(browser.get("/dashboard").await.status, 303);
        }
        house.console.sweep().await;
        house.line.mend();
        assert_eq!(house.live("sue", false).await, 1, "not yet");
        house.console.sweep().await;
        assert_eq!(
            (
                house.live("sue", false).await,
                house.live("ann", true).await
            ),
            (0, 0)
        );
        assert_eq!(copy.get("/dashboard").await.status, 303);
    }
    assert_eq!(house.causes().await, ["signed_out"; 2]);
    let left = sqlx::query_scalar("SELECT count(*) FROM browser_sessions WHERE own IS NOT NULL");
    let left: i64 = left.fetch_one(&house.pool).await.unwrap();
    assert_eq!(left, 0, "nothing is kept of who has left");
    house.signed_in("sue").await;
    house.close().await;
}

#[tokio::test]
async fn a_sign_out_is_finished_after_a_restart_too() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sign_out_form(&mut sue).await;
    house.line.cut("");
    sue.post(&form).await;
    house.line.mend();
    // Another program on the same store knows nothing but what stands there.
    let kept =
        sqlx::query_scalar("SELECT count(*) FROM browser_sessions WHERE left_at IS NOT NULL");
    let kept: i64 = kept.fetch_one(&house.pool).await.unwrap();
    assert_eq!(kept, 1);
    house.console.sweep().await;
    assert_eq!(house.live("sue", false).await, 0);
    house.close().await;
}

#[tokio::test]
async fn signing_out_while_provider_and_store_are_away_takes_the_cookie_and_is_finished_later() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sign_out_form(&mut sue).await;
    let mut copy = sue.clone();
    house.on_every_connection("PRAGMA query_only = 1").await;
    house.line.cut("");
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(sue.cookies.is_empty());
    assert_eq!(copy.get("/dashboard").await.status, 303, "nobody's by now");
    house.on_every_connection("PRAGMA query_only = 0").await;
    house.line.mend();
    house.console.sweep().await;
    assert_eq!(house.live("sue", false).await, 0);
    assert_eq!(copy.get("/dashboard").await.status, 303);
    house.close().await;
}

#[tokio::test]
async fn leaving_by_a_script_says_where_to_go() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sign_out_form(&mut sue).await;
    house.line.cut("");
    let answer = sue.fetch(&form).await;
    assert_eq!(
        (answer.status, &answer.json()["location"]),
        (200, &"/sign-in".into())
    );
    house.line.mend();
    assert_eq!(sue.sign_in("sue", PASSWORD).await.location(), "/dashboard");
    house.close().await;
}
