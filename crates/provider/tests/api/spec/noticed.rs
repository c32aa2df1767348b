//! What differs from a description is noticed.

use tower::ServiceExt as _;

use super::description::directory;
use super::*;

#[test]
fn an_answer_that_differs_from_its_description_is_noticed() {
    if descriptions().is_empty() {
        eprintln!("Clerk's API descriptions are not at hand: answers are not held against them.");
        return;
    }
    let uri = Uri::from_static("/v1/users/user_1/verify_password");
    let wrong = |body: Value| {
        std::panic::catch_unwind(|| check(&Method::POST, &uri, StatusCode::OK, &body)).is_err()
    };
    assert!(
        wrong(serde_json::json!({"verified": "yes"})),
        "a wrong type"
    );
    assert!(!wrong(serde_json::json!({"verified": true})));
    let user = Uri::from_static("/v1/users/user_1");
    let lacking = std::panic::catch_unwind(|| {
        check(
            &Method::GET,
            &user,
            StatusCode::OK,
            &serde_json::json!({"id": "user_1"}),
        );
    });
    assert!(lacking.is_err(), "missing members");
    let unlisted = std::panic::catch_unwind(|| {
        check(
            &Method::GET,
            &user,
            StatusCode::PAYMENT_REQUIRED,
            &serde_json::json!({}),
        );
    });
    assert!(
        unlisted.is_err(),
        "a status that is not listed, without the envelope"
    );
    let unlisted = std::panic::catch_unwind(|| {
        check(
            &Method::GET,
            &user,
            StatusCode::ACCEPTED,
            &serde_json::json!({}),
        );
    });
    assert!(unlisted.is_err(), "a success that is not listed");
}

#[tokio::test]
async fn an_answer_is_held_against_its_description_whoever_it_is_given_to() {
    if descriptions().is_empty() {
        return;
    }
    let answers = |body: &'static str| {
        let provider = Router::new().fallback(async move || body);
        let request = Request::post("/v1/users/user_1/verify_password");
        let answer = checked(provider).oneshot(request.body(Body::empty()).expect("a request"));
        tokio::spawn(answer)
    };
    assert!(answers(r#"{"verified":true}"#).await.is_ok());
    for wrong in [r#"{"verified":"yes"}"#, "verified", ""] {
        assert!(answers(wrong).await.is_err(), "{wrong:?}");
    }
}

#[test]
fn a_request_that_differs_from_its_description_is_noticed() {
    if descriptions().is_empty() {
        eprintln!("Clerk's API descriptions are not at hand: requests are not held against them.");
        return;
    }
    let json = [
        ("authorization", "Bearer sk_test_x"),
        ("clerk-api-version", VERSION),
        ("content-type", "application/json"),
    ];
    let form = [
        ("authorization", ""),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let wrong = |headers: &[(&'static str, &str)], method: &str, uri: &str, body: &str| {
        let header = |(name, value): &(&'static str, &str)| {
            let value = value.parse().expect("a header");
            (http::HeaderName::from_static(name), value)
        };
        let headers = headers.iter().map(header).collect();
        let (method, uri) = (method.parse().expect("one"), uri.parse().expect("one"));
        let check = || check_request(&method, &uri, &headers, body.as_bytes());
        std::panic::catch_unwind(check).is_err()
    };
    let sign_ins = "/v1/client/sign_ins?__clerk_api_version=2026-05-12&_is_native=1";
    let ticket = r#"{"user_id":"user_1","actor":{"sub":"user_2"},"expires_in_seconds":60}"#;
    assert!(!wrong(
        &json,
        "GET",
        "/v1/users?limit=26&user_id=a&user_id=b",
        ""
    ));
    assert!(!wrong(&json, "POST", "/v1/actor_tokens", ticket));
    assert!(!wrong(
        &form,
        "POST",
        sign_ins,
        "strategy=password&password=5"
    ));
    for (method, uri, body) in [
        ("GET", "/v1/user", ""),
        ("DELETE", "/v1/jwks", ""),
        ("GET", "/v1/users?limit=many", ""),
        ("GET", "/v1/users?limits=5", ""),
        ("GET", "/v1/users?limit=5&limit=6", ""),
        ("POST", "/v1/actor_tokens", ""),
        ("POST", "/v1/actor_tokens", r#"{"user_id":"user_1"}"#),
        ("POST", "/v1/actor_tokens", r#"{"user_id":7,"actor":{}}"#),
        (
            "POST",
            "/v1/actor_tokens",
            &ticket.replace("60", "60,\"more\":1"),
        ),
    ] {
        assert!(wrong(&json, method, uri, body), "{method} {uri} {body}");
    }
    assert!(wrong(&json[..1], "GET", "/v1/users", ""), "no version");
    assert!(
        wrong(&json, "POST", sign_ins, "strategy=password"),
        "another API"
    );
    assert!(wrong(
        &form,
        "POST",
        "/v1/client/sign_ins",
        "strategy=password"
    ));
    assert!(wrong(
        &form,
        "POST",
        sign_ins,
        "strategy=password&horoscope=good"
    ));
    assert!(wrong(
        &form,
        "POST",
        &format!("{sign_ins}&more=1"),
        "strategy=password"
    ));
}

#[test]
fn a_webhook_that_differs_from_its_description_is_noticed() {
    if directory().join("webhooks").read_dir().is_err() {
        eprintln!("Clerk's description of webhooks is not at hand: none is held against it.");
        return;
    }
    let wrong = |body: Value| std::panic::catch_unwind(|| check_webhook(&body)).is_err();
    let event = |kind: &str, data: Value| serde_json::json!({"object": "event", "type": kind, "timestamp": 1, "instance_id": "ins_1", "data": data});
    let gone = serde_json::json!({"object": "user", "id": "user_1", "deleted": true});
    assert!(!wrong(event("user.deleted", gone.clone())));
    assert!(wrong(event("user.vanished", gone.clone())), "no such event");
    assert!(wrong(event("user.updated", gone.clone())), "no user");
    assert!(wrong(event("session.ended", gone.clone())), "no session");
    let mut more = event("user.deleted", gone.clone());
    more["data"]["name"] = "Ann".into();
    assert!(wrong(more), "a member that is not described");
    let mut without = event("user.deleted", gone);
    without
        .as_object_mut()
        .expect("an object")
        .remove("instance_id");
    assert!(wrong(without), "no instance");
}
