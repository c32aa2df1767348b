//! Signing in with a code by e-mail, and what it does not tell.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};

use crate::support::{Browser, CODE, Clerk, Form, House};

fn ask(email: &str) -> Form {
    let fields = [
        ("session", ""),
        ("email", email),
        ("by", "email_code"),
        ("next", "/users"),
    ];
    Form::to("/api/sign_in", &fields)
}

fn scripted(house: &House) -> Clerk {
    let factors = json!([
        { "strategy": "password" },
        { "strategy": "email_code", "email_address_id": "idn_2", "safe_identifier": "o***@example.com", "primary": false },
        { "strategy": "email_code", "email_address_id": "idn_1", "safe_identifier": "s***@example.com", "primary": true },
    ]);
    let answer = Clerk::wanting("needs_first_factor", &factors, &Value::Null);
    Clerk::answering(house, &answer, "sue")
}

/// Nobody has the address, and Clerk says so.
fn nobody(house: &House) {
    let error = json!({ "message": "no", "long_message": "Couldn't find your account.", "code": "form_identifier_not_found" });
    let body = Bytes::from(json!({ "errors": [error] }).to_string());
    house.line.forge("POST /v1/client/sign_ins", move |answer| {
        *answer = Response::builder()
            .status(422)
            .header("content-type", "application/json")
            .body(body.clone())
            .unwrap();
    });
}

#[tokio::test]
async fn without_an_address_nothing_is_sent() {
    let house = House::new().await;
    let mut sue = house.browser();
    let answer = sue.post(&ask("  ")).await;
    assert_eq!(answer.location(), "/sign-in?next=%2Fusers");
    let page = sue.follow(&answer).await;
    assert_eq!(page.text("#email-error"), "Enter your email address.");
    assert_eq!(house.line.asked(), [""; 0]);
    house.close().await;
}

#[tokio::test]
async fn the_code_that_was_sent_signs_in() {
    let house = House::new().await;
    let clerk = scripted(&house);
    let mut sue = house.browser();
    let answer = sue.post(&ask("sue@example.com")).await;
    assert_eq!(answer.location(), "/sign-in/factor?next=%2Fusers");
    let page = sue.follow(&answer).await;
    assert_eq!(
        clerk.posted(),
        [(
            "prepare_first_factor".to_owned(),
            "strategy=email_code&email_address_id=idn_1".to_owned()
        )]
    );
    let form = page.form("Continue");
    let wrong = sue.post(&form.clone().set("code", "000000")).await;
    assert_eq!(sue.follow(&wrong).await.alert(), "Incorrect code");
    let right = sue.post(&form.set("code", CODE)).await;
    assert_eq!(right.location(), "/users");
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

/// A page without what is random in it.
async fn seen(browser: &mut Browser, path: &str) -> String {
    let page = browser.open(path).await;
    let form = page.form("Continue");
    let text = page.texts("main").join("\n");
    let lengths = ["attempt", "way"].map(|name| form.value(name).len());
    let actions = page.attributes("main form", "action");
    format!("{text} {lengths:?} {actions:?}")
}

#[tokio::test]
async fn an_address_that_nobody_has_looks_like_any_other() {
    let house = House::new().await;
    let factors = json!([{ "strategy": "email_code", "email_address_id": format!("idn_{}", "x".repeat(27)) }]);
    let mut answer = Clerk::wanting("needs_first_factor", &factors, &Value::Null);
    answer["id"] = json!(format!("sia_{}", "x".repeat(27)));
    Clerk::answering(&house, &answer, "sue");
    let mut known = house.browser();
    let there = known.post(&ask("sue@example.com")).await;
    let first = seen(&mut known, there.location()).await;
    house.line.mend();
    nobody(&house);
    let mut unknown = house.browser();
    let other = unknown.post(&ask("sue@example.com")).await;
    assert_eq!(there.location(), other.location());
    assert_eq!(first, seen(&mut unknown, other.location()).await);
    let page = unknown.open(other.location()).await;
    house.line.asked();
    let again = unknown.press(&page, "Email another code").await;
    let form = unknown.follow(&again).await.form("Continue");
    let wrong = unknown.post(&form.set("code", CODE)).await;
    assert_eq!(unknown.follow(&wrong).await.alert(), "Incorrect code");
    assert_eq!(house.line.asked(), [""; 0], "there is nobody to ask about");
    assert_eq!(unknown.get("/dashboard").await.status, 303);
    house.close().await;
}

#[tokio::test]
async fn nobodys_letter_box_is_filled() {
    let house = House::new().await;
    scripted(&house);
    let mut mallory = house.browser();
    for _ in 0..5 {
        assert_eq!(mallory.fetch(&ask("sue@example.com")).await.status, 200);
    }
    let early = mallory.fetch(&ask("sue@example.com")).await;
    assert_eq!((early.status, early.header("retry-after")), (429, "1"));
    house.close().await;
}

#[tokio::test]
async fn an_account_that_signs_in_otherwise_is_told_how() {
    let house = House::new().await;
    let factors = json!([{ "strategy": "oauth_github" }]);
    let answer = Clerk::wanting("needs_first_factor", &factors, &Value::Null);
    Clerk::answering(&house, &answer, "sue");
    let mut sue = house.browser();
    let answer = sue.post(&ask("sue@example.com")).await;
    let page = sue.follow(&answer).await;
    assert!(page.alert().contains("signs in with Github"), "{page}");
    assert_eq!(page.form("Sign in").value("email"), "sue@example.com");
    house.close().await;
}
