//! The provider's own words are shown to people. Whoever answers in its place may say anything.

use bytes::Bytes;
use http::Response;
use impersonation::text::commands;

use crate::support::{Answer, Form, House, PASSWORD};

const WORDS: &str = "</title></textarea><script>alert(1)</script> \u{202e}desrever\u{0}\r\n\r\nSet-Cookie: evil=1 \u{1b}[2J\u{2069}{{7*7}}";
const SHOWN: &str = "</title></textarea><script>alert(1)</script> �desrever� Set-Cookie: evil=1 �[2J�{{7*7}}. Try again. If it happens again, tell whoever runs Understudy.";

/// Refuses everything that begins like this, in those words.
fn refuse(house: &House, beginning: &str, status: u16, words: &str) {
    let error = serde_json::json!({ "message": words, "long_message": words, "code": words });
    let body = Bytes::from(serde_json::json!({ "errors": [error] }).to_string());
    house.line.forge(beginning, move |answer| {
        *answer = Response::builder()
            .status(status)
            .header("content-type", "application/json")
            .body(body.clone())
            .unwrap();
    });
}

#[track_caller]
fn is_text(answer: &Answer) {
    let loud = answer
        .texts("body")
        .join("")
        .chars()
        .find(|letter| commands(*letter) && !letter.is_whitespace());
    assert_eq!(loud, None, "{answer}");
    assert!(
        !answer
            .texts("script")
            .iter()
            .any(|script| script.contains("alert(")),
        "{answer}"
    );
    assert_eq!(answer.texts("main").len(), 1, "{answer}");
    assert_eq!(answer.texts("title").len(), 1, "{answer}");
    assert!(
        answer
            .set_cookies()
            .iter()
            .all(|cookie| !cookie.contains("evil")),
        "{answer}"
    );
}

#[tokio::test]
async fn invariant_14_the_provider_refuses_a_start_in_words_that_are_shown_as_text() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for call in ["POST /v1/actor_tokens", "POST /v1/client/sign_ins"] {
        let form = sue.start_form(&house.page_of("ann")).await;
        refuse(&house, call, 422, WORDS);
        let answer = sue.post(&form).await;
        house.line.mend();
        assert_eq!(answer.location(), house.page_of("ann"), "{call}");
        let page = sue.follow(&answer).await;
        is_text(&page);
        assert_eq!(page.alert(), SHOWN, "{call}");
        assert_eq!(
            page.form("Impersonate").value("reason"),
            form.value("reason")
        );
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_14_the_provider_refuses_a_search_and_a_user_in_words_that_are_shown_as_text() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    refuse(&house, "GET /v1/users", 422, WORDS);
    for path in ["/users", "/users?q=ann", &house.page_of("ann")] {
        let page = sue.get(path).await;
        assert_eq!(page.status, 502, "{page}");
        is_text(&page);
        assert!(page.text("main").contains(SHOWN), "{page}");
    }
    let fields = [("session", session.as_str()), ("query", "ann")];
    let fetched = sue.fetch(&Form::to("/api/search_users", &fields)).await;
    assert_eq!(
        (fetched.status, fetched.header("content-type")),
        (502, "application/json")
    );
    assert_eq!(fetched.json()["words"], SHOWN);
    house.line.mend();
    house.close().await;
}

#[tokio::test]
async fn invariant_14_the_provider_refuses_a_sign_in_in_words_that_are_shown_as_text() {
    let house = House::new().await;
    let mut browser = house.browser();
    let form = browser.open("/sign-in").await.form("Sign in");
    let form = form
        .set("email", "ann@example.com")
        .set("password", PASSWORD);
    refuse(&house, "POST /v1/client/sign_ins", 403, WORDS);
    let answer = browser.post(&form).await;
    let page = browser.follow(&answer).await;
    house.line.mend();
    is_text(&page);
    assert_eq!(page.alert(), SHOWN);
    assert_eq!(page.form("Sign in").value("email"), "ann@example.com");
    house.close().await;
}

#[tokio::test]
async fn words_without_an_end_are_cut_and_no_words_are_replaced_by_ours() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    refuse(&house, "GET /v1/users", 422, &"W".repeat(100_000));
    let page = sue.get("/users").await;
    assert!(page.body.len() < 50_000, "{} bytes", page.body.len());
    assert!(
        page.text("main").contains(&format!("{}…", "W".repeat(500))),
        "{page}"
    );
    for nothing in ["", " \u{200b}\u{2060}\r\n"] {
        refuse(&house, "GET /v1/users", 422, nothing);
        let page = sue.get("/users").await;
        is_text(&page);
        assert!(page.text("main").contains("without saying why"), "{page}");
    }
    house.line.mend();
    house.close().await;
}
