//! The layers for a customer's application, around a real axum router; its keys come from a stand-in for Clerk.

use ambient::{Clock, MINUTE, SECOND};
use axum::body::{Body, to_bytes};
use axum::routing::{get, post};
use axum::{Extension, Router};
use clerk::tower::{NoOrigin, Require, SessionLayer, Visitor};
use clerk::{Jwks, Verifier, VerifyError};
use http::header::{AUTHORIZATION, COOKIE};
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::session_tokens::{ISSUER, NOW, claims_but, header, header_but, key, public, token};
use crate::support::Stand;

const ORIGIN: &str = "https://app.example.com";

/// Clerk with the one key that tokens are signed with.
fn clerk() -> Stand {
    let jwks = Jwks {
        keys: vec![public(key())],
    };
    Stand::answering(200, &serde_json::to_value(jwks).expect("JSON"))
}

fn app_behind(clerk: &Stand, clock: Clock) -> Router {
    let verifier = Verifier::new(clerk.backend(), ISSUER.to_owned(), clock);
    let sessions = SessionLayer::new(verifier, [ORIGIN]).expect("an origin is named");
    Router::new()
        .route(
            "/password",
            post(|| async { "changed" }).layer(Require::oneself()),
        )
        .route("/orders", get(who).layer(Require::signed_in()))
        .route("/", get(who))
        .layer(sessions)
}

fn app() -> Router {
    app_behind(&clerk(), Clock::manual(NOW))
}

async fn who(Extension(visitor): Extension<Visitor>) -> String {
    match visitor {
        Visitor::SignedOut(why) => format!("nobody: {why:?}"),
        Visitor::SignedIn(session) => match session.impersonation() {
            None => format!("{} in {}", session.user_id(), session.session_id()),
            Some(inside) => format!(
                "{} by {:?} in {:?}",
                session.user_id(),
                inside.actor_id,
                inside.impersonation_id
            ),
        },
    }
}

/// A token of this application's origin, with some claims replaced.
fn with(changes: &Value) -> String {
    let mut claims = json!({ "azp": ORIGIN });
    claims
        .as_object_mut()
        .expect("an object")
        .extend(changes.as_object().expect("an object").clone());
    token(&header(), &claims_but(claims))
}

fn inside() -> String {
    with(&json!({ "act": { "sub": "user_staff", "impersonation_id": "imp_1" } }))
}

async fn send(app: &Router, request: Request<Body>) -> Response<Body> {
    app.clone().oneshot(request).await.expect("infallible")
}

async fn ask(app: &Router, path: &str, token: &str) -> Response<Body> {
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    send(app, request.body(Body::empty()).expect("a request")).await
}

async fn change(app: &Router, token: &str) -> Response<Body> {
    let request = Request::post("/password").header(AUTHORIZATION, format!("Bearer {token}"));
    send(app, request.body(Body::empty()).expect("a request")).await
}

async fn text(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), 10_000).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn reason(answer: &Response<Body>) -> &str {
    answer.headers()["x-clerk-auth-reason"]
        .to_str()
        .expect("text")
}

#[tokio::test]
async fn nobody_passes_where_somebody_must_be_signed_in() {
    let app = app();
    let nothing = Request::get("/orders")
        .body(Body::empty())
        .expect("a request");
    let answer = send(&app, nothing).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(reason(&answer), "session-token-missing");
    assert_eq!(answer.headers()["content-type"], "application/json");
    let body: Value = serde_json::from_str(&text(answer).await).expect("JSON");
    assert_eq!(body["errors"][0]["code"], "authentication_invalid");
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_nobodys_and_the_answer_says_why() {
    let app = app();
    let elsewhere = with(&json!({ "azp": "https://app.example.com.evil.example" }));
    let no_origin = with(&json!({ "azp": null }));
    let expired = with(&json!({ "exp": NOW / 1000 - 10 }));
    let foreign = with(&json!({ "iss": "https://clerk.example.org" }));
    let unknown_key = token(
        &header_but(json!({ "kid": "ins_2" })),
        &claims_but(json!({ "azp": ORIGIN })),
    );
    let unsigned = format!(
        "{}.AAAA",
        with(&json!({})).rsplit_once('.').expect("three parts").0
    );
    for (token, expected) in [
        (elsewhere, "token-invalid-authorized-parties"),
        (no_origin, "token-invalid-authorized-parties"),
        (expired, "token-expired"),
        (foreign, "token-invalid-issuer"),
        (unknown_key, "jwk-kid-mismatch"),
        (unsigned, "token-invalid-signature"),
        ("x".to_owned(), "token-invalid"),
    ] {
        let answer = ask(&app, "/orders", &token).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{expected}");
        assert_eq!(reason(&answer), expected);
    }
}

#[tokio::test]
async fn inside_an_impersonation_what_is_only_for_oneself_is_refused_and_the_rest_passes() {
    let app = app();
    let refused = change(&app, &inside()).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let body: Value = serde_json::from_str(&text(refused).await).expect("JSON");
    assert_eq!(body["errors"][0]["code"], "resource_forbidden");
    let own = change(&app, &with(&json!({}))).await;
    assert_eq!(text(own).await, "changed");
    let seen = ask(&app, "/orders", &inside()).await;
    assert_eq!(
        text(seen).await,
        r#"user_1 by Some("user_staff") in Some("imp_1")"#
    );
}

#[tokio::test]
async fn an_act_claim_without_a_name_is_an_impersonation_all_the_same() {
    let app = app();
    let nameless = with(&json!({ "act": {} }));
    assert_eq!(
        change(&app, &nameless).await.status(),
        StatusCode::FORBIDDEN
    );
    let seen = ask(&app, "/orders", &nameless).await;
    assert_eq!(text(seen).await, "user_1 by None in None");
}

#[tokio::test]
async fn whom_no_layer_has_identified_is_signed_out() {
    let unguarded = Router::new().route("/", get(|| async { "in" }).layer(Require::signed_in()));
    let answer = ask(&unguarded, "/", &with(&json!({}))).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_handler_that_asks_nothing_is_told_who_it_is_or_that_it_is_nobody() {
    let app = app();
    let somebody = ask(&app, "/", &with(&json!({}))).await;
    assert_eq!(text(somebody).await, "user_1 in sess_1");
    let expired = ask(&app, "/", &with(&json!({ "exp": NOW / 1000 - 10 }))).await;
    assert_eq!(
        text(expired).await,
        format!("nobody: {:?}", Some(VerifyError::Expired))
    );
}

#[tokio::test]
async fn of_several_cookies_the_one_of_this_instance_is_taken() {
    let app = app();
    let foreign = with(&json!({ "iss": "https://clerk.example.org" }));
    let own = with(&json!({}));
    let by_cookie = |cookies: String| {
        let request = Request::get("/").header(COOKIE, cookies);
        request.body(Body::empty()).expect("a request")
    };
    for cookies in [
        format!("__session={own}"),
        format!("__session={foreign}; __session_Ab3dEf7h={own}"),
        format!("__session_Ab3dEf7h={foreign}; theme=dark; __session={own}"),
    ] {
        let answer = send(&app, by_cookie(cookies)).await;
        assert_eq!(text(answer).await, "user_1 in sess_1");
    }
    let other = send(&app, by_cookie(format!("__sessions={own}; session={own}"))).await;
    assert_eq!(text(other).await, "nobody: None");
}

#[tokio::test]
async fn a_header_that_is_not_taken_is_not_made_good_by_a_cookie() {
    let request = Request::get("/orders")
        .header(AUTHORIZATION, "Bearer x")
        .header(COOKIE, format!("__session={}", with(&json!({}))));
    let answer = send(&app(), request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_the_keys_nobody_is_told_from_anybody_and_whoever_brings_no_token_passes() {
    let broken = Stand::answering(500, &json!({}));
    let app = app_behind(&broken, Clock::manual(NOW));
    let answer = ask(&app, "/orders", &with(&json!({}))).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let nobody = Request::get("/").body(Body::empty()).expect("a request");
    assert_eq!(text(send(&app, nobody).await).await, "nobody: None");
}

#[tokio::test]
async fn the_keys_are_fetched_once_and_for_an_unknown_one_once_a_minute() {
    let clerk = clerk();
    let clock = Clock::manual(NOW);
    let app = app_behind(&clerk, clock.clone());
    let rotated = token(
        &header_but(json!({ "kid": "ins_2" })),
        &claims_but(json!({ "azp": ORIGIN })),
    );
    for _ in 0..3 {
        ask(&app, "/", &with(&json!({}))).await;
        ask(&app, "/", &rotated).await;
    }
    assert_eq!(clerk.all().len(), 1);
    clock.advance(MINUTE);
    for _ in 0..3 {
        ask(&app, "/", &rotated).await;
    }
    assert_eq!(clerk.all().len(), 2);
    clock.advance(MINUTE - SECOND);
    ask(&app, "/", &rotated).await;
    assert_eq!(clerk.all().len(), 2);
}

#[test]
fn without_an_origin_there_is_no_layer() {
    let verifier = Verifier::new(clerk().backend(), ISSUER.to_owned(), Clock::manual(NOW));
    let none: [String; 0] = [];
    assert_eq!(SessionLayer::new(verifier, none).err(), Some(NoOrigin));
}
