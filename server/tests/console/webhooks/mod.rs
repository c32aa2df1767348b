//! Clerk's webhooks: believed by their signature alone, within five minutes, once; and what they tell acts at once.

mod acting;
mod taken;

use clerk::WebhookVerifier;
use serde_json::json;

use crate::support::{Answer, Browser, House, Letter, Plan, SECRET};

const MINUTE: i64 = 60_000;
const OTHER_SECRET: &str = "whsec_YW5vdGhlciBzZWNyZXQgb2YgMjQgYnl0ZQ==";

async fn house(secrets: &str) -> House {
    let plan = Plan {
        webhooks: Some(WebhookVerifier::new(secrets).unwrap()),
        ..Plan::default()
    };
    House::with(plan).await
}

/// A webhook about a user, sent now.
fn about_user(house: &House, kind: &str, name: &str) -> Letter {
    let data = json!({"object": "user", "id": house.id(name)});
    Letter::new("msg_1", kind, &data, house.clock.now())
}

/// A webhook about a session of somebody, sent now.
fn about_session(house: &House, kind: &str, id: &str, user: &str) -> Letter {
    let data = json!({"object": "session", "id": id, "user_id": house.id(user)});
    Letter::new("msg_2", kind, &data, house.clock.now())
}

/// Sends it from nowhere in particular: no cookie, no origin.
async fn send(house: &House, letter: &Letter) -> Answer {
    house.browser().send(letter.call()).await
}

async fn expect(house: &House, letter: &Letter, status: u16, code: &str) {
    let answer = send(house, letter).await;
    assert_eq!(answer.status, status, "{code}: {answer}");
    assert_eq!(answer.json()["code"], code, "{answer}");
    assert!(answer.set_cookies().is_empty());
}

/// The live session of somebody, in which somebody else acts (`acted`), or their own.
async fn session_of(house: &House, name: &str, acted: bool) -> String {
    let filter = clerk::SessionFilter {
        user_id: Some(house.id(name).to_owned()),
        status: Some(clerk::SessionStatus::Active),
        ..clerk::SessionFilter::default()
    };
    let sessions = house.clerk_itself().list_sessions(&filter).await.unwrap();
    let mut live = sessions
        .into_iter()
        .filter(|it| it.actor.is_some() == acted);
    live.next().unwrap().id
}

/// A house in which Sue acts as Ann and Ann is banned at Clerk, of which the console has not heard: the token is
/// fresh for another minute.
async fn with_news(secrets: &str) -> (House, Browser) {
    let house = house(secrets).await;
    let sue = house.acting("sue", "ann").await;
    house
        .at_clerk(&format!("/v1/users/{}/ban", house.id("ann")))
        .await;
    house.line.asked();
    (house, sue)
}

/// Nothing has happened of what the webhook of [`with_news`] brings about.
async fn expect_nothing(house: House, mut sue: Browser) {
    assert_eq!(house.line.asked(), [""; 0], "nobody was asked");
    assert_eq!(house.causes().await, [""; 0]);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    assert_eq!(house.line.asked(), [""; 0], "the token is still fresh");
    house.close().await;
}

#[tokio::test]
async fn a_webhook_that_is_not_signed_by_the_secret_does_nothing() {
    let (house, sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    let mut other = letter.clone();
    OTHER_SECRET.clone_into(&mut other.secret);
    expect(&house, &other, 401, "webhook_signature_wrong").await;

    let signature = letter.signature();
    for at in [0, 20, letter.body.len() - 1] {
        let mut changed = letter.clone().header("svix-signature", Some(&signature));
        changed.body[at] ^= 1;
        expect(&house, &changed, 401, "webhook_signature_wrong").await;
    }
    let mut renamed = letter.clone().header("svix-signature", Some(&signature));
    "msg_2".clone_into(&mut renamed.id);
    expect(&house, &renamed, 401, "webhook_signature_wrong").await;
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn a_webhook_of_another_moment_does_nothing() {
    let (house, sue) = with_news(SECRET).await;
    for (span, code) in [
        (-5 * MINUTE - 1000, "webhook_too_old"),
        (5 * MINUTE + 1000, "webhook_from_future"),
    ] {
        let mut letter = about_user(&house, "user.updated", "ann");
        letter.sent_at += span;
        expect(&house, &letter, 400, code).await;
    }
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn a_webhook_whose_headers_are_missing_or_garbled_does_nothing() {
    let (house, sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    for (name, garbage) in [
        ("svix-id", ["", " ", "a.b", "a,b"]),
        ("svix-timestamp", ["", " ", "NaN", "1.5"]),
        ("svix-signature", ["", " ", "v1", "v1,%%%"]),
    ] {
        let without = letter.clone().header(name, None);
        expect(&house, &without, 400, "webhook_header_missing").await;
        for garbage in garbage {
            let garbled = letter.clone().header(name, Some(garbage));
            expect(&house, &garbled, 400, "webhook_header_malformed").await;
        }
    }
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn what_is_no_webhook_in_form_is_refused_by_name() {
    let (house, sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        let other = letter.clone().header("content-type", Some(kind));
        expect(&house, &other, 415, "webhook_content_type").await;
    }
    let mut heavy = letter.clone();
    heavy.body = vec![b' '; 256 * 1024 + 1];
    expect(&house, &heavy, 413, "webhook_too_large").await;

    // Genuine, and still not what was agreed.
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "\"user.updated\"",
        "{\"type\":",
        "{\"type\":7,\"data\":{}}",
        "\u{0}",
        "{\"type\":\"user.updated\"}",
    ] {
        let mut junk = letter.clone();
        junk.body = body.as_bytes().to_vec();
        expect(&house, &junk, 422, "webhook_body_malformed").await;
    }
    let deep = "[".repeat(100_000);
    let mut junk = letter.clone();
    junk.body = format!("{{\"type\":\"user.updated\",\"data\":{deep}").into_bytes();
    expect(&house, &junk, 422, "webhook_body_malformed").await;
    for data in [
        json!(null),
        json!([]),
        json!({}),
        json!({"id": 7}),
        json!({"id": ""}),
    ] {
        let lacking = Letter::new("msg_1", "user.updated", &data, house.clock.now());
        expect(&house, &lacking, 422, "webhook_data_malformed").await;
    }
    let data = json!({"id": "sess_1"});
    let lacking = Letter::new("msg_1", "session.ended", &data, house.clock.now());
    expect(&house, &lacking, 422, "webhook_data_malformed").await;
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn only_a_post_to_this_host_is_a_webhook() {
    let (house, sue) = with_news(SECRET).await;
    let call = about_user(&house, "user.updated", "ann").call();
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let call = call.clone().method(method.parse().unwrap());
        let answer = house.browser().send(call).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, "POST"),
            "{method}"
        );
    }
    let answer = house
        .browser()
        .send(call.clone().with("host", "evil.example"))
        .await;
    assert_eq!(answer.status, 421, "{answer}");
    // The address is exactly this one: nothing else does without the origin check.
    for path in [
        "/webhooks/clerk/",
        "/webhooks/Clerk",
        "/webhooks",
        "//webhooks/clerk",
    ] {
        let mut elsewhere = call.clone();
        path.clone_into(&mut elsewhere.path);
        let answer = house.browser().send(elsewhere).await;
        assert_eq!(answer.status, 403, "{path}: {answer}");
    }
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn without_a_signing_secret_there_is_nothing_at_the_address() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.delete_at_clerk("ann").await;
    let letter = about_user(&house, "user.deleted", "ann");
    expect(&house, &letter, 404, "webhooks_off").await;
    let answer = house.browser().get("/webhooks/clerk").await;
    assert_eq!(answer.status, 404, "{answer}");
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    house.close().await;
}
