//! The sign-in that is under way: what it is good for, how long, and who may go on with it.

use serde_json::{Value, json};

use super::{PAGE, begun, email, is_signed_out, second, totp};
use crate::support::{CLIENT, CODE, Clerk, FUNCTIONS, Form, House, PASSWORD};

#[tokio::test]
async fn without_a_sign_in_under_way_no_further_step_is_answered() {
    let house = House::new().await;
    let mut nobody = house.browser();
    for path in [
        "/api/sign_in_factor",
        "/api/send_sign_in_code",
        "/api/leave_sign_in",
    ] {
        let form = Form::to(path, &[("session", ""), ("attempt", "sia_scripted")]);
        let fetched = nobody.fetch(&form).await;
        assert_eq!(
            (fetched.status, &fetched.json()["code"]),
            (401, &"signed_out".into())
        );
        let posted = nobody.post(&form).await;
        assert_eq!(
            (posted.status, posted.set_cookies().len()),
            (401, 0),
            "{path}"
        );
    }
    let page = nobody.open(PAGE).await;
    assert_eq!(page.heading(), "This sign-in is over");
    assert_eq!(house.line.asked(), [""; 0]);
    let mut sue = house.signed_in("sue").await;
    assert_eq!(sue.get(PAGE).await.location(), "/dashboard");
    house.close().await;
}

#[tokio::test]
async fn a_browser_with_a_sign_in_under_way_is_signed_out_for_everything_else() {
    let house = House::new().await;
    second(&house, "needs_second_factor", &[totp()], "sue");
    let mut sue = house.browser();
    begun(&mut sue, "sue").await;
    for path in [
        "/dashboard",
        "/users",
        "/impersonations",
        "/account",
        &house.page_of("ann"),
    ] {
        assert!(
            sue.get(path).await.location().starts_with("/sign-in?next="),
            "{path}"
        );
    }
    for path in FUNCTIONS {
        if path == "/api/sign_in" {
            continue;
        }
        let form = Form::to(
            path,
            &[("session", ""), ("attempt", "sia_another"), ("way", "totp")],
        );
        let answer = sue.fetch(&form).await;
        assert!(matches!(answer.status, 401 | 409), "{path}: {answer}");
    }
    assert_eq!(sue.get("/sign-in").await.status, 200);
    house.close().await;
}

#[tokio::test]
async fn the_open_sign_in_is_sealed_at_rest_and_its_token_never_reaches_the_browser() {
    let house = House::new().await;
    second(&house, "needs_second_factor", &[totp(), email()], "sue");
    let mut sue = house.browser();
    let page = begun(&mut sue, "sue").await;
    assert!(!page.body.contains(CLIENT), "{page}");
    let row: String =
        sqlx::query_scalar("SELECT sign_in FROM browser_sessions WHERE sign_in IS NOT NULL")
            .fetch_one(&house.pool)
            .await
            .unwrap();
    for secret in [CLIENT, "sue@example.com", "sia_scripted", "totp"] {
        assert!(!row.contains(secret), "{row}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_sign_in_runs_out_after_ten_minutes_and_is_swept() {
    let house = House::new().await;
    second(&house, "needs_second_factor", &[totp()], "sue");
    let mut sue = house.browser();
    let form = begun(&mut sue, "sue")
        .await
        .form("Continue")
        .set("code", CODE);
    house.clock.advance(10 * 60_000 - 1);
    assert_eq!(sue.open(PAGE).await.heading(), "One more step");
    house.clock.advance(1);
    assert_eq!(sue.post(&form).await.status, 401);
    assert_eq!(sue.open(PAGE).await.heading(), "This sign-in is over");
    house.clock.advance(1);
    house.console.sweep().await;
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM browser_sessions")
        .fetch_one(&house.pool)
        .await
        .unwrap();
    assert_eq!(rows, 0);
    house.close().await;
}

#[tokio::test]
async fn wrong_codes_count_as_wrong_passwords_and_the_right_password_forgives_none() {
    let house = House::new().await;
    let clerk = second(&house, "needs_second_factor", &[totp()], "sue");
    let mut mallory = house.browser();
    for _ in 0..5 {
        // As whoever has the password and guesses at the code.
        let form = begun(&mut mallory, "sue").await.form("Continue");
        let answer = mallory.fetch(&form.set("code", "000000")).await;
        assert_eq!(answer.status, 422, "{answer}");
    }
    clerk.posted();
    let early = mallory.sign_in("sue", PASSWORD).await;
    let page = mallory.follow(&early).await;
    assert!(page.alert().starts_with("Too many tries"), "{page}");
    house.clock.advance(1_000);
    let form = begun(&mut mallory, "sue").await.form("Continue");
    assert_eq!(
        mallory
            .fetch(&form.clone().set("code", "000000"))
            .await
            .status,
        422
    );
    let early = mallory.fetch(&form.clone().set("code", CODE)).await;
    assert_eq!((early.status, early.header("retry-after")), (429, "2"));
    assert_eq!(clerk.posted().len(), 1, "nobody was asked");
    house.clock.advance(2_000);
    assert_eq!(
        mallory.post(&form.set("code", CODE)).await.location(),
        "/dashboard"
    );
    house.close().await;
}

#[tokio::test]
async fn one_sign_in_has_ten_steps() {
    let house = House::new().await;
    let clerk = second(&house, "needs_second_factor", &[email(), totp()], "sue");
    let mut sue = house.browser();
    let page = begun(&mut sue, "sue").await;
    for _ in 0..10 {
        sue.press(&page, "Email a code to s***@example.com").await;
    }
    assert_eq!(clerk.posted().len(), 10);
    let answer = sue.post(&page.form("Continue").set("code", CODE)).await;
    let page = sue.follow(&answer).await;
    assert_eq!(page.heading(), "This sign-in is over");
    assert!(page.alert().contains("Begin again."), "{page}");
    assert_eq!(clerk.posted(), []);
    assert!(is_signed_out(&mut sue).await);
    house.close().await;
}

#[tokio::test]
async fn a_form_of_another_sign_in_does_nothing() {
    let house = House::new().await;
    second(&house, "needs_second_factor", &[totp()], "sue");
    let mut sue = house.browser();
    let old = begun(&mut sue, "sue").await;
    let cookie = sue.clone();
    house.line.mend();
    let mut other = Clerk::wanting("needs_second_factor", &Value::Null, &json!([totp()]));
    other["id"] = json!("sia_other");
    let clerk = Clerk::answering(&house, &other, "sam");
    begun(&mut sue, "sam").await;
    for button in ["Continue", "Start over"] {
        let form = old.form(button).set("code", CODE);
        let answer = sue.post(&form).await;
        assert_eq!(answer.status, 409, "{answer}");
        assert!(answer.body.contains("in the middle of another sign-in"));
    }
    assert_eq!(clerk.posted(), []);
    // The one before is given up, whoever still has its id.
    let mut before = cookie;
    assert_eq!(
        before
            .post(&old.form("Continue").set("code", CODE))
            .await
            .status,
        401
    );
    assert!(is_signed_out(&mut before).await);
    house.close().await;
}

#[tokio::test]
async fn a_sign_in_as_somebody_else_gives_the_open_one_up() {
    let house = House::new().await;
    second(&house, "needs_second_factor", &[totp()], "sue");
    let mut sue = house.browser();
    let form = begun(&mut sue, "sue").await.form("Continue");
    let mut before = sue.clone();
    house.line.mend();
    assert_eq!(sue.sign_in("ann", PASSWORD).await.location(), "/dashboard");
    assert_eq!(
        before.post(&form.clone().set("code", CODE)).await.status,
        401
    );
    let answer = sue.post(&form.set("code", CODE)).await;
    assert_eq!(answer.status, 409, "{answer}");
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    house.close().await;
}

#[tokio::test]
async fn one_may_start_over_and_next_is_kept_and_checked_all_the_way() {
    let house = House::new().await;
    second(&house, "needs_second_factor", &[email(), totp()], "sue");
    for (next, after) in [
        ("/users?q=ann", "/users?q=ann"),
        ("//evil.example", "/dashboard"),
    ] {
        let mut sue = house.browser();
        let form = sue.open("/sign-in").await.form("Sign in");
        let form = form
            .set("email", "sue@example.com")
            .set("password", PASSWORD)
            .set("next", next);
        let answer = sue.post(&form).await;
        assert!(
            answer.location().starts_with("/sign-in/factor?next="),
            "{answer}"
        );
        let page = sue.follow(&answer).await;
        let left = sue.press(&page, "Start over").await;
        assert!(left.location().starts_with("/sign-in?next="), "{left}");
        assert_eq!(sue.follow(&left).await.form("Sign in").value("next"), next);
        assert_eq!(sue.open(PAGE).await.heading(), "This sign-in is over");

        let answer = sue.post(&form).await;
        let page = sue.follow(&answer).await;
        let sent = sue.press(&page, "Email a code to s***@example.com").await;
        let page = sue.follow(&sent).await;
        let wrong = sue.post(&page.form("Continue").set("code", "1")).await;
        let page = sue.follow(&wrong).await;
        let right = sue.post(&page.form("Continue").set("code", CODE)).await;
        assert_eq!(right.location(), after);
    }
    house.close().await;
}
