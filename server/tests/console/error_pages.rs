//! Every error is a page that says what to do next, keeps the way out of an impersonation, and tells no cause.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Method;
use impersonation::{Action, Decision, DefaultPolicy, Policy, Question};

use crate::support::{Answer, Browser, Call, Fault, Form, House, Plan};

/// A page for a person inside an impersonation: the region with End, and somewhere to go.
#[track_caller]
fn is_error_page(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert!(answer.is_page(), "{answer}");
    let main = answer.texts("main").remove(0);
    assert!(main.contains(words), "{answer}");
    assert!(!answer.attributes("main a[href]", "href").is_empty());
    assert!(answer.region().contains("acting as Ann Example"));
    assert!(answer.has_button("End impersonation"), "{answer}");
}

/// The same for a script: short, and JSON.
#[track_caller]
fn is_error_answer(answer: &Answer, status: u16, code: &str, words: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.json()["code"], code);
    assert!(answer.json()["words"].as_str().unwrap().contains(words));
}

/// The way out that an error page shows is one.
async fn end_from(browser: &mut Browser, page: &Answer, house: &House) {
    let answer = browser.press(page, "End impersonation").await;
    assert_eq!(answer.location(), house.page_of("ann"));
    assert_eq!(house.live("ann", true).await, 0);
}

#[tokio::test]
async fn what_is_too_large_is_answered_with_a_page_that_keeps_the_way_out() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let large = Form::to("/api/sign_out", &[("session", &"x".repeat(65 * 1024))]);
    let page = sue.post(&large).await;
    is_error_page(&page, 413, "What was sent is too large");
    let answer = sue.fetch(&large).await;
    is_error_answer(&answer, 413, "too_large", "too large");
    end_from(&mut sue, &page, &house).await;
    house.close().await;
}

#[tokio::test]
async fn another_method_is_answered_with_a_page_that_keeps_the_way_out() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let call = sue.form(&Form::to("/dashboard", &[]));
    let page = sue.send(call.clone()).await;
    is_error_page(&page, 405, "does not take such a request");
    assert!(page.header("allow").contains("GET"), "{:?}", page.headers);
    let delete = call.method(Method::DELETE).with("accept", "*/*");
    let answer = sue.send(delete).await;
    is_error_answer(&answer, 405, "method", "does not take such a request");
    end_from(&mut sue, &page, &house).await;
    house.close().await;
}

#[tokio::test]
async fn what_takes_too_long_is_given_up_with_a_page_that_keeps_the_way_out() {
    let house = House::with(Plan {
        patience: Duration::from_secs(2),
        ..Plan::default()
    })
    .await;
    let mut sam = house.signed_in("sam").await;
    let session = sam.session().await;
    let search = Form::to("/api/search_users", &[("session", &session)]);
    house.line.fail_after(0, Fault::Silence);
    let answer = sam.fetch(&search).await;
    is_error_answer(&answer, 504, "timeout", "took too long");
    house.line.fail_after(0, Fault::Silence);
    let page = sam.get("/users").await;
    assert_eq!((page.status, page.is_page()), (504, true), "{page}");
    assert!(page.texts("main")[0].contains("took too long"), "{page}");

    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    house.line.fail_after(0, Fault::Silence);
    let page = sue.press(&inside, "End impersonation").await;
    // What was begun goes on, so that nobody is left inside.
    assert_eq!(page.status, 504, "{page}");
    house.line.mend();
    house.console.sweep().await;
    let page = sue.get("/nowhere").await;
    assert_eq!((page.status, page.region()), (404, String::new()), "{page}");
    assert_eq!(house.causes().await, ["person"]);
    house.close().await;
}

/// Breaks down when it is asked about users, once it is told to.
#[derive(Default)]
struct Breaks(Mutex<bool>);

impl Policy for Breaks {
    fn decide(&self, question: &Question<'_>) -> Decision {
        let breaks = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(
            !breaks || question.action != Action::ReadUsers,
            "the secret cause"
        );
        DefaultPolicy.decide(question)
    }
}

#[tokio::test]
async fn a_panic_is_answered_with_a_page_that_keeps_the_way_out() {
    let policy = Arc::new(Breaks::default());
    let house = House::with(Plan {
        policy: policy.clone(),
        ..Plan::default()
    })
    .await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Switch to sue@example.com").await;
    *policy.0.lock().unwrap() = true;
    let page = sue.get("/users").await;
    is_error_page(&page, 500, "Something went wrong on our side.");
    assert!(!page.body.contains("secret cause"), "{page}");
    let call = Call::navigate("/users").with("accept", "application/json");
    let answer = sue.send(call).await;
    is_error_answer(
        &answer,
        500,
        "internal",
        "Something went wrong on our side.",
    );
    end_from(&mut sue, &page, &house).await;
    house.close().await;
}

#[tokio::test]
async fn while_nobody_can_be_asked_who_one_is_the_page_that_says_so_keeps_the_way_out() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.clock.advance(60_000);
    house.line.cut("");
    for path in ["/dashboard", "/users", "/nowhere"] {
        let page = sue.get(path).await;
        is_error_page(&page, 502, "The identity provider cannot be reached");
    }
    let page = sue.get("/account").await;
    let ended = sue.press(&page, "End impersonation").await;
    assert_eq!(ended.location(), house.page_of("ann"));
    assert_eq!(house.causes().await, ["person"]);
    let after = sue.follow(&ended).await;
    assert_eq!((after.status, after.region()), (502, String::new()));
    house.line.mend();
    house.console.sweep().await;
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

#[tokio::test]
async fn what_is_no_address_of_a_page_is_left_to_speak_for_itself() {
    let house = House::new().await;
    house.pool.close().await;
    let answer = house.browser().get("/readyz").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (503, "the store does not answer")
    );
    house.leave();
}
