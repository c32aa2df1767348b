//! Handshakes: a backend asks, by way of the browser, who comes.

use ambient::{MINUTE, SECOND};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use serde_json::Value;
use url::form_urlencoded::Serializer;

use crate::browser::{APPLICATION, Browser, house};
use crate::house::{House, PASSWORD, START};

fn handshake(redirect_url: &str) -> String {
    let query = Serializer::new(String::new())
        .append_pair("redirect_url", redirect_url)
        .append_pair("format", "nonce")
        .finish();
    format!("/v1/client/handshake?{query}")
}

/// The `Set-Cookie` lines that the backend is told, by their cookies' names.
async fn told(house: &House, browser: &mut Browser) -> Vec<(String, String)> {
    let page = format!("{APPLICATION}/orders?page=2");
    let (status, place, headers) = browser.open(house, &handshake(&page)).await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(place, Some(page), "back to where it came from");
    assert_eq!(headers["cache-control"], "no-store");
    let token = &browser.cookies["__clerk_handshake"];
    let payload = token.split('.').nth(1).expect("a token of three parts");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    let payload: Value = serde_json::from_slice(&payload).expect("JSON");
    let lines = payload["handshake"].as_array().expect("lines").iter();
    let lines = lines.map(|line| {
        line.as_str()
            .expect("text")
            .split_once('=')
            .expect("a pair")
    });
    lines
        .map(|(name, rest)| (name.to_owned(), rest.to_owned()))
        .collect()
}

fn named<'a>(lines: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let lines = lines.iter().filter(|(found, _)| {
        found == name
            || found
                .strip_prefix(name)
                .is_some_and(|rest| rest.len() == 9 && rest.starts_with('_'))
    });
    lines.map(|(_, rest)| rest.as_str()).collect()
}

#[tokio::test]
async fn nobody_is_led_to_a_place_that_may_not_ask() {
    let house = house(false).await;
    let mut browser = Browser::of_ann(&house).await;
    for (place, status) in [
        ("https://evil.example/", StatusCode::BAD_REQUEST),
        ("http://127.0.0.1:4001/", StatusCode::BAD_REQUEST),
        ("javascript:alert(1)", StatusCode::BAD_REQUEST),
        ("/orders", StatusCode::UNPROCESSABLE_ENTITY),
        ("", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (refused, location, headers) = browser.open(&house, &handshake(place)).await;
        assert_eq!((refused, location), (status, None), "{place}");
        assert!(!headers.contains_key("set-cookie"), "{place}");
    }
}

#[tokio::test]
async fn a_backend_learns_that_nobody_is_signed_in() {
    let house = house(false).await;
    house.user("ann@example.com").await;
    let mut browser = Browser::default();
    let session = browser
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .created_session();
    house
        .backend(
            Method::POST,
            &format!("/v1/sessions/{session}/revoke"),
            None,
        )
        .await
        .ok();
    for mut browser in [browser, Browser::default()] {
        let lines = told(&house, &mut browser).await;
        let sessions = named(&lines, "__session");
        assert_eq!(sessions.len(), 2, "plain and with the suffix: {lines:?}");
        assert!(
            sessions
                .iter()
                .all(|line| line.starts_with("; Path=/; Max-Age=0;"))
        );
        let changed = named(&lines, "__client_uat");
        assert!(changed.len() == 2 && changed.iter().all(|line| line.starts_with("0;")));
    }
}

#[tokio::test]
async fn a_backend_learns_who_comes_and_the_session_is_none_the_longer_for_it() {
    let house = house(false).await;
    let ann = house.user("ann@example.com").await;
    let ticket = house.actor_token(&ann).await;
    let mut browser = Browser::default();
    let reply = browser
        .ticket(&house, ticket["token"].as_str().unwrap())
        .await;
    let session = reply.created_session();
    house.clock.advance(9 * MINUTE);
    let lines = told(&house, &mut browser).await;
    for line in named(&lines, "__session") {
        let claims = house.verify(line.split(';').next().unwrap()).await;
        assert_eq!(
            (claims.sid, claims.azp.as_deref()),
            (session.clone(), Some(APPLICATION))
        );
        assert!(claims.act.is_some(), "the actor is there as well");
        assert!(!line.contains("HttpOnly"), "clerk-js reads it: {line}");
    }
    let changed = named(&lines, "__client_uat");
    let at = format!("{};", START / SECOND);
    assert!(
        changed.len() == 2 && changed.iter().all(|line| line.starts_with(&at)),
        "{lines:?}"
    );
    let used = named(&lines, "__clerk_handshake");
    assert_eq!(used, ["; Path=/; Max-Age=0; SameSite=Lax; HttpOnly"]);

    house.clock.advance(2 * MINUTE);
    let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(
        shown["status"], "abandoned",
        "nobody used it for ten minutes"
    );
}

/// `GET /v1/client/touch`, which leads back to that place.
fn touch(redirect_url: &str) -> String {
    let query = Serializer::new(String::new())
        .append_pair("redirect_url", redirect_url)
        .finish();
    format!("/v1/client/touch?{query}")
}

#[tokio::test]
async fn a_cookie_that_runs_out_is_set_anew_on_the_way_back_and_nothing_else_happens() {
    let house = house(false).await;
    let mut browser = Browser::of_ann(&house).await;
    for (place, status) in [
        ("https://evil.example/", StatusCode::BAD_REQUEST),
        ("javascript:alert(1)", StatusCode::BAD_REQUEST),
        ("orders", StatusCode::UNPROCESSABLE_ENTITY),
        ("", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (refused, to, headers) = browser.open(&house, &touch(place)).await;
        assert_eq!((refused, to), (status, None), "{place}");
        assert!(!headers.contains_key("set-cookie"), "{place}");
    }
    let before = browser.get(&house, "/v1/client").await.ok();
    let kept = browser.cookies.clone();
    house.clock.advance(MINUTE);
    let page = format!("{APPLICATION}/orders?page=2");
    let (status, place, headers) = browser.open(&house, &touch(&page)).await;
    assert_eq!(
        (status, place),
        (StatusCode::TEMPORARY_REDIRECT, Some(page.clone()))
    );
    assert_eq!(headers["cache-control"], "no-store");
    let lines = headers.get_all("set-cookie").iter();
    let lines: Vec<_> = lines.map(|line| line.to_str().unwrap()).collect();
    let client = lines.iter().find(|line| line.starts_with("__client="));
    assert!(
        client.is_some_and(|line| line.contains("HttpOnly")),
        "{lines:?}"
    );
    assert_eq!(browser.cookies, kept, "the same token");
    let after = browser.get(&house, "/v1/client").await.ok();
    let last_active = |client: &Value| client["response"]["sessions"][0]["last_active_at"].clone();
    assert_eq!(last_active(&after), last_active(&before));

    let mut stranger = Browser::default();
    let (status, place, headers) = stranger.open(&house, &touch(&page)).await;
    assert_eq!(
        (status, place),
        (StatusCode::TEMPORARY_REDIRECT, Some(page))
    );
    assert!(!headers.contains_key("set-cookie"));
}
