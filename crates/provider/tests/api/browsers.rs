//! Browsers: the client in a cookie, pages of other origins, and who may not ask.

use ambient::SECOND;
use axum::body::Body;
use http::header::{AUTHORIZATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method};
use provider::Settings;
use serde_json::{Value, json};

use crate::browser::{APPLICATION, Browser, house};
use crate::house::{HOST, House, PASSWORD, START};

const UAT: &str = "__client_uat";

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused_and_may_not_even_read_the_refusal() {
    let house = house(false).await;
    let mut browser = Browser::of_ann(&house).await;
    for origin in [
        "http://127.0.0.1:4001",
        "https://127.0.0.1:4000",
        "http://127.0.0.1:4000.evil.example",
        "null",
    ] {
        for (method, path) in [
            (Method::GET, "/v1/client"),
            (Method::POST, "/v1/client/sessions?_method=DELETE"),
        ] {
            let request = browser.request(method, path).header(ORIGIN, origin);
            let reply = house.send(request.body(Body::empty()).unwrap()).await;
            reply.refused(400, "origin_invalid");
            for name in [
                "access-control-allow-origin",
                "access-control-allow-credentials",
                "set-cookie",
            ] {
                assert!(!reply.headers.contains_key(name), "{name} for {origin}");
            }
        }
    }
    let client = browser.get(&house, "/v1/client").await.ok();
    assert_eq!(client["response"]["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_cookie_without_an_origin_and_a_page_with_a_header_are_refused() {
    let house = house(false).await;
    let browser = Browser::of_ann(&house).await;
    for (method, path) in [
        (Method::GET, "/v1/client"),
        (Method::DELETE, "/v1/client"),
        (Method::POST, "/v1/client/sign_ins"),
    ] {
        let request = browser.request(method, path);
        let reply = house.send(request.body(Body::empty()).unwrap()).await;
        reply.refused(400, "request_header_missing");
    }
    let token = browser.cookies["__client"].clone();
    let request = browser
        .request(Method::GET, "/v1/client")
        .header(ORIGIN, APPLICATION)
        .header(AUTHORIZATION, token);
    let reply = house.send(request.body(Body::empty()).unwrap()).await;
    reply.refused(400, "origin_authorization_headers_conflict");
}

#[tokio::test]
async fn a_cookie_is_no_way_around_native_mode() {
    let house = house(false).await;
    let browser = Browser::of_ann(&house).await;
    let request = browser.request(Method::GET, "/v1/client?_is_native=1");
    let reply = house.send(request.body(Body::empty()).unwrap()).await.ok();
    assert_eq!(reply["response"], Value::Null);
}

#[tokio::test]
async fn the_token_from_before_a_sign_in_is_void_and_a_foreign_cookie_counts_for_nothing() {
    let house = house(false).await;
    house.user("ann@example.com").await;
    let mut browser = Browser::default();
    let form = [("identifier", "ann@example.com")];
    browser
        .post(&house, "/v1/client/sign_ins", &form)
        .await
        .ok();
    let mut thief = browser.clone();
    browser
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
    let reply = thief.get(&house, "/v1/client").await;
    reply.refused(401, "cookie_invalid");
    let origin = text(&reply.headers, "access-control-allow-origin");
    assert_eq!(origin, Some(APPLICATION), "the page may read why");

    let elsewhere = self::house(false).await;
    for cookie in ["x.y.z", browser.cookies["__client"].as_str()] {
        let mut stranger = Browser::default();
        stranger
            .cookies
            .insert("__client".to_owned(), cookie.to_owned());
        if cookie == "x.y.z" {
            let client = stranger.get(&house, "/v1/client").await.ok();
            assert_eq!(client["response"], Value::Null);
        } else {
            // Tests draw the same keys from the same seed, but not the same clients.
            let client = stranger.get(&elsewhere, "/v1/client").await.ok();
            assert_eq!(client["response"], Value::Null);
        }
    }
}

#[tokio::test]
async fn a_browser_signs_in_and_out_by_cookies_alone() {
    let house = house(false).await;
    let ann = house.user("ann@example.com").await;
    let mut browser = Browser::default();
    let reply = browser.get(&house, "/v1/client").await;
    assert_eq!(reply.body["response"], Value::Null);
    assert_eq!(text(&reply.headers, "vary"), Some("Origin"));
    assert_eq!(
        text(&reply.headers, "access-control-allow-origin"),
        Some(APPLICATION)
    );
    assert_eq!(
        text(&reply.headers, "access-control-allow-credentials"),
        Some("true")
    );
    assert_eq!(browser.cookies[UAT], "0");

    let reply = browser.sign_in(&house, "ann@example.com", PASSWORD).await;
    assert!(!reply.headers.contains_key("authorization"));
    let lines: Vec<_> = reply
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|line| line.to_str().unwrap())
        .collect();
    let client = lines.iter().find(|line| line.starts_with("__client="));
    let client = client.expect("the client's token");
    for part in [
        "; HttpOnly",
        "; SameSite=Lax",
        "; Path=/",
        "; Max-Age=31536000",
    ] {
        assert!(client.contains(part), "{client}");
    }
    assert!(!client.contains("Domain"), "this host's alone: {client}");
    let session = reply.created_session();
    assert_eq!(
        reply.body["client"]["sessions"][0]["id"], session,
        "setActive looks for it there"
    );
    let suffixed = browser.cookies.keys().find(|name| {
        name.strip_prefix("__client_uat_")
            .is_some_and(|suffix| suffix.len() == 8)
    });
    for name in [UAT, suffixed.expect("one with the suffix")] {
        assert_eq!(browser.cookies[name], (START / SECOND).to_string());
    }

    let touch = format!("/v1/client/sessions/{session}/touch");
    let touched = browser
        .post(
            &house,
            &touch,
            &[("active_organization_id", ""), ("intent", "select_session")],
        )
        .await
        .ok();
    let jwt = touched["response"]["last_active_token"]["jwt"].as_str();
    let claims = house.verify(jwt.expect("a token")).await;
    assert_eq!(
        (claims.sub, claims.azp.as_deref()),
        (ann, Some(APPLICATION))
    );

    let tokens = format!("/v1/client/sessions/{session}/tokens");
    let jwt = browser
        .post(&house, &tokens, &[("tab_state", "focused")])
        .await;
    assert_eq!(house.verify(jwt.jwt()).await.sid, session);

    browser
        .post(&house, "/v1/client/sessions?_method=DELETE", &[])
        .await
        .ok();
    assert_eq!(browser.cookies[UAT], "0");
    assert!(browser.cookies.contains_key("__client"), "the client stays");
    browser
        .post(&house, &tokens, &[])
        .await
        .refused(401, "authentication_invalid");
    browser
        .post(&house, "/v1/client?_method=DELETE", &[])
        .await
        .ok();
    assert!(
        !browser.cookies.contains_key("__client"),
        "the client is over"
    );
}

#[tokio::test]
async fn ending_the_last_session_is_told_to_backends_too() {
    let house = house(false).await;
    house.user("ann@example.com").await;
    for action in ["end", "remove"] {
        let mut browser = Browser::default();
        let reply = browser.sign_in(&house, "ann@example.com", PASSWORD).await;
        let session = reply.created_session();
        house.clock.advance(SECOND);
        let path = format!("/v1/client/sessions/{session}/{action}");
        let ended = browser.post(&house, &path, &[]).await.ok();
        assert_eq!(ended["client"]["sessions"], json!([]));
        assert_eq!(browser.cookies[UAT], "0");
    }
}

#[tokio::test]
async fn no_token_is_older_than_what_the_cookie_says_of_the_client() {
    let house = house(false).await;
    house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let mut browser = Browser::default();
    let anns = browser
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .created_session();
    let touch = format!("/v1/client/sessions/{anns}/touch");
    browser.post(&house, &touch, &[]).await.ok();
    house.clock.advance(10 * SECOND);
    let reply = browser.sign_in(&house, "bob@example.com", PASSWORD).await;
    let first = &reply.body["client"]["sessions"][0];
    assert_eq!(first["id"], anns);
    assert_eq!(first["last_active_token"], Value::Null, "it is from before");
    house.clock.advance(10 * SECOND);
    let touched = browser.post(&house, &touch, &[]).await.ok();
    let jwt = touched["response"]["last_active_token"]["jwt"].as_str();
    let claims = house.verify(jwt.expect("a token")).await;
    let changed_at: i64 = browser.cookies[UAT].parse().unwrap();
    assert!(claims.iat >= changed_at, "{} < {changed_at}", claims.iat);
    assert_eq!(changed_at, START / SECOND + 20);
}

#[tokio::test]
async fn nobody_is_allowed_unless_the_settings_say_so() {
    let house = House::with(Settings::new(HOST)).await;
    let mut browser = Browser::default();
    let reply = browser.get(&house, "/v1/client").await;
    reply.refused(400, "origin_invalid");
    assert!(!reply.headers.contains_key("access-control-allow-origin"));
}
