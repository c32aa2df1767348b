//! What is too much, what breaks, and whether the program runs.

use std::sync::{Arc, Mutex, PoisonError};

use impersonation::{Action, Decision, DefaultPolicy, Policy, Question};
use tower::ServiceExt as _;

use crate::support::{Call, Form, House, Plan};

#[tokio::test]
async fn it_says_that_it_runs_and_whether_it_can_work() {
    let house = House::new().await;
    let mut anybody = house.browser();
    for (path, words) in [("/healthz", "ok"), ("/readyz", "ready")] {
        let answer = anybody.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, words));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    house.pool.close().await;
    assert_eq!(anybody.get("/healthz").await.status, 200);
    let answer = anybody.get("/readyz").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (503, "the store does not answer")
    );
    house.leave();
}

#[tokio::test]
async fn an_answer_is_named_anew_whatever_its_request_calls_itself() {
    let house = House::new().await;
    let call = Call::navigate("/sign-in").with("x-request-id", "somebody-elses");
    let answer = house.browser().send(call).await;
    assert!(
        answer.header("x-request-id").starts_with("req_"),
        "{answer}"
    );
    house.close().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let before = house.trace().await;
    let large = form.clone().set("reason", &"x".repeat(65 * 1024));
    for answer in [
        sue.post(&large).await,
        sue.fetch(&large).await,
        house.browser().fetch(&large).await,
    ] {
        assert_eq!(answer.status, 413, "{answer}");
    }
    assert_eq!(house.trace().await, before);
    // What is merely too long is answered by the form.
    let long = form.set("reason", &"x".repeat(20_000));
    assert_eq!(sue.fetch(&long).await.status, 422);
    house.close().await;
}

#[tokio::test]
async fn a_body_that_does_not_say_how_large_it_is_is_cut_off_too() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue
        .start_form(&house.page_of("ann"))
        .await
        .set("reason", &"x".repeat(1024 * 1024));
    let before = house.trace().await;
    let mut request = sue
        .form(&form)
        .with("accept", "application/json")
        .into_request();
    request.headers_mut().remove("content-length");
    let cookie = format!("{}={}", sue.cookies.keys().next().unwrap(), sue.cookie());
    request
        .headers_mut()
        .insert("cookie", cookie.parse().unwrap());
    request
        .headers_mut()
        .insert("host", "127.0.0.1:3000".parse().unwrap());
    let response = house.router.clone().oneshot(request).await.unwrap();
    assert!(
        [400, 413].contains(&response.status().as_u16()),
        "{response:?}"
    );
    assert_eq!(house.trace().await, before);
    house.close().await;
}

/// Permits what the default rules do, and breaks down when it is asked about one action.
#[derive(Default)]
struct Breaks(Mutex<Option<Action>>);

impl Policy for Breaks {
    fn decide(&self, question: &Question<'_>) -> Decision {
        let breaks = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(breaks != Some(question.action), "the secret cause");
        DefaultPolicy.decide(question)
    }
}

#[tokio::test]
async fn a_panic_is_a_500_that_tells_no_cause_and_the_console_goes_on() {
    let policy = Arc::new(Breaks::default());
    let house = House::with(Plan {
        policy: policy.clone(),
        ..Plan::default()
    })
    .await;
    let mut sue = house.signed_in("sue").await;
    let start = sue.start_form(&house.page_of("ann")).await;
    let search = Form::to("/api/search_users", &[("session", start.value("session"))]);
    let break_at = |action| *policy.0.lock().unwrap() = action;
    let mut answers = Vec::new();
    break_at(Some(Action::ReadUsers));
    answers.push(sue.get("/users").await);
    answers.push(sue.fetch(&search).await);
    answers.push(sue.post(&search).await);
    // Within a page that is being rendered, and within work that outlives its request.
    break_at(Some(Action::Impersonate));
    answers.push(sue.get(house.page_of("ann")).await);
    answers.push(sue.fetch(&start).await);
    answers.push(sue.post(&start).await);
    for answer in answers {
        assert_eq!(answer.status, 500, "{answer}");
        let told = ["secret", "panic", ".rs"]
            .iter()
            .any(|word| answer.body.contains(word));
        assert!(
            !told && answer.body.contains("Something went wrong on our side."),
            "{answer}"
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(!answer.header("content-security-policy").is_empty());
        assert!(answer.header("x-request-id").starts_with("req_"));
    }
    assert_eq!(house.minted().await, 0);
    break_at(None);
    assert_eq!(sue.open("/users").await.heading(), "Users");
    assert_eq!(sue.post(&start).await.location(), "/dashboard");
    house.close().await;
}

#[tokio::test]
async fn every_answer_is_named_so_that_it_is_found_in_the_log() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let mut ids = Vec::new();
    for call in [
        Call::navigate("/dashboard"),
        Call::navigate("/nowhere"),
        Call::navigate("/healthz"),
        Call::navigate("/users").with("host", "evil.example"),
        Call::form("http://evil.example", "/api/sign_out", &[]),
    ] {
        let answer = sue.send(call).await;
        assert!(
            answer.header("x-request-id").starts_with("req_"),
            "{answer}"
        );
        ids.push(answer.header("x-request-id").to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
    house.close().await;
}

#[tokio::test]
async fn a_request_that_nobody_could_mean_is_refused_and_never_a_fault() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let form = Form::to(
        "/api/get_user",
        &[("session", &session), ("id", house.id("ann"))],
    );
    let before = house.trace().await;
    for (kind, body) in [
        (
            "application/x-www-form-urlencoded",
            b"session=%ff%fe&id=%00".as_slice(),
        ),
        ("application/x-www-form-urlencoded", b"\xff\xfe\x00"),
        (
            "application/x-www-form-urlencoded",
            b"session[a][b][c][d][e][f][g]=1&id=2",
        ),
        (
            "application/x-www-form-urlencoded",
            b"session=1&session=2&id=3",
        ),
        ("application/x-www-form-urlencoded", b""),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("text/plain", b"session=1"),
        ("application/json", b"{}"),
    ] {
        for accept in ["application/json", "text/html"] {
            let call = sue
                .form(&form)
                .with("accept", accept)
                .with("content-type", kind)
                .body(body);
            let answer = sue.send(call).await;
            assert!(
                (400..500).contains(&answer.status),
                "{kind} {body:?}: {answer}"
            );
        }
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}
