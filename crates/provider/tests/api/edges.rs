//! What surrounds every operation: hosts, origins, keys, versions, bodies, and what is not built.

use axum::body::Body;
use http::{Method, Request};
use serde_json::json;

use crate::house::{Device, HOST, House, Reply};

fn request(method: Method, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", HOST)
}

async fn send(house: &House, request: http::request::Builder, body: impl Into<Body>) -> Reply {
    house.send(request.body(body.into()).unwrap()).await
}

fn key(house: &House) -> String {
    format!("Bearer {}", house.provider.secret_key().expose())
}

#[tokio::test]
async fn invariant_06_a_request_for_another_host_is_misdirected() {
    let house = House::new().await;
    for host in [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:3011",
        "127.0.0.1:3010.evil.example",
        "",
    ] {
        for path in [
            "/v1/health",
            "/v1/environment",
            "/v1/users",
            "/.well-known/jwks.json",
            "/nothing",
        ] {
            let builder = Request::get(path)
                .header("host", host)
                .header("authorization", key(&house));
            send(&house, builder, Body::empty())
                .await
                .refused(421, "host_invalid");
        }
    }
    let hostless = Request::get("/v1/health");
    send(&house, hostless, Body::empty())
        .await
        .refused(421, "host_invalid");
    let in_process = Request::get(format!("http://{HOST}/v1/health"));
    send(&house, in_process, Body::empty()).await.ok();
}

#[tokio::test]
async fn invariant_06_a_change_that_a_foreign_page_asks_for_is_refused() {
    let house = House::new().await;
    for origin in [
        "https://evil.example",
        "null",
        "http://127.0.0.1:3011",
        "http://127.0.0.1:3010.evil",
    ] {
        let builder = request(Method::POST, "/v1/client?_is_native=1").header("origin", origin);
        send(&house, builder, Body::empty())
            .await
            .refused(400, "origin_invalid");
    }
    for site in ["cross-site", "same-site"] {
        let builder =
            request(Method::POST, "/v1/client?_is_native=1").header("sec-fetch-site", site);
        send(&house, builder, Body::empty())
            .await
            .refused(400, "origin_invalid");
    }
    let own =
        request(Method::POST, "/v1/client?_is_native=1").header("origin", format!("http://{HOST}"));
    send(&house, own, Body::empty()).await.ok();
}

#[tokio::test]
async fn the_backend_opens_to_the_secret_key_alone() {
    let house = House::new().await;
    let operations = [
        (Method::GET, "/v1/users"),
        (Method::POST, "/v1/users"),
        (Method::GET, "/v1/users/count"),
        (Method::GET, "/v1/users/user_1"),
        (Method::PATCH, "/v1/users/user_1"),
        (Method::DELETE, "/v1/users/user_1"),
        (Method::PATCH, "/v1/users/user_1/metadata"),
        (Method::POST, "/v1/users/user_1/verify_password"),
        (Method::POST, "/v1/users/user_1/ban"),
        (Method::GET, "/v1/sessions"),
        (Method::GET, "/v1/sessions/sess_1"),
        (Method::POST, "/v1/sessions/sess_1/revoke"),
        (Method::POST, "/v1/actor_tokens"),
        (Method::POST, "/v1/actor_tokens/act_1/revoke"),
        (Method::PUT, "/v1/users/user_1/metadata"),
        (Method::PUT, "/v1/users/user_1/email_address"),
        (Method::POST, "/v1/users/user_1/lock"),
        (Method::POST, "/v1/users/user_1/remove_password"),
        (Method::POST, "/v1/users/ban"),
        (Method::POST, "/v1/email_addresses"),
        (Method::GET, "/v1/email_addresses/idn_1"),
        (Method::POST, "/v1/sessions"),
        (Method::POST, "/v1/sessions/sess_1/tokens"),
        (Method::POST, "/v1/sessions/sess_1/tokens/template"),
        (Method::POST, "/v1/sessions/sess_1/refresh"),
        (Method::POST, "/v1/sign_in_tokens"),
        (Method::POST, "/v1/sign_in_tokens/sit_1/revoke"),
        (Method::POST, "/v1/testing_tokens"),
        (Method::GET, "/v1/clients"),
        (Method::GET, "/v1/clients/client_1"),
        (Method::POST, "/v1/clients/verify"),
        (Method::GET, "/v1/instance"),
        (Method::PATCH, "/v1/instance"),
        (Method::GET, "/v1/jwks"),
    ];
    let nearly = key(&house).replace("sk_test_", "sk_test-");
    for (method, path) in operations {
        let none = request(method.clone(), path);
        send(&house, none, Body::empty())
            .await
            .refused(401, "authorization_header_format_invalid");
        let basic = request(method.clone(), path).header("authorization", "Basic c2s6");
        send(&house, basic, Body::empty())
            .await
            .refused(401, "authorization_header_format_invalid");
        for wrong in ["Bearer ", "Bearer sk_test_wrong", nearly.as_str()] {
            let builder = request(method.clone(), path).header("authorization", wrong);
            send(&house, builder, Body::empty())
                .await
                .refused(401, "clerk_key_invalid");
        }
    }
}

#[tokio::test]
async fn what_is_not_built_is_nothing_in_clerks_envelope() {
    let house = House::new().await;
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/v1"),
        (Method::GET, "/v2/users"),
        (Method::POST, "/v1/organizations"),
        (Method::POST, "/v1/nothing/at/all"),
    ] {
        let reply = send(
            &house,
            request(method, path).header("authorization", key(&house)),
            Body::empty(),
        )
        .await;
        reply.refused(404, "resource_not_found");
    }
    let broken = request(Method::GET, "/v1/users/%FF").header("authorization", key(&house));
    send(&house, broken, Body::empty())
        .await
        .refused(400, "malformed_request_parameters");
}

#[tokio::test]
async fn another_method_than_those_of_a_path_is_said_to_be_none() {
    let house = House::new().await;
    for (method, path) in [
        (Method::PUT, "/v1/users"),
        (Method::GET, "/v1/actor_tokens"),
        (Method::DELETE, "/v1/users/user_1/metadata"),
        (Method::PATCH, "/v1/client/sign_ins"),
    ] {
        let builder = request(method, path).header("authorization", key(&house));
        let reply = send(&house, builder, Body::empty()).await;
        reply.refused(405, "method_not_allowed");
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_or_of_another_type_or_garbage_are_refused() {
    let house = House::new().await;
    let post = || request(Method::POST, "/v1/users").header("authorization", key(&house));
    let json = || post().header("content-type", "application/json");
    send(&house, json(), "x".repeat(1024 * 1024 + 1))
        .await
        .refused(413, "request_body_too_large");
    for wrong in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "",
    ] {
        let builder = post().header("content-type", wrong);
        send(&house, builder, "{}")
            .await
            .refused(415, "unsupported_content_type");
    }
    send(&house, post(), "{}")
        .await
        .refused(415, "unsupported_content_type");
    for garbage in ["{", "[]", "\"text\"", "null", "{\"a\":1}}", "\u{0}"] {
        send(&house, json(), garbage)
            .await
            .refused(400, "request_body_invalid");
    }
    let with_charset = post().header("content-type", "Application/JSON; charset=utf-8");
    send(&house, with_charset, "{}")
        .await
        .refused(422, "form_data_missing");

    let sign_in = || request(Method::POST, "/v1/client/sign_ins?_is_native=1");
    let as_json = sign_in().header("content-type", "application/json");
    send(&house, as_json, "{}")
        .await
        .refused(415, "unsupported_content_type");
    let form = sign_in().header("content-type", "application/x-www-form-urlencoded");
    send(&house, form, "x".repeat(1024 * 1024 + 1))
        .await
        .refused(413, "request_body_too_large");
    let form = sign_in().header("content-type", "application/x-www-form-urlencoded");
    send(&house, form, vec![0xFF, 0xFE])
        .await
        .refused(400, "request_body_invalid");
}

#[tokio::test]
async fn a_body_is_read_where_there_is_nothing_too() {
    let house = House::new().await;
    for (path, status, code) in [
        ("/v1/users/user_1/profile_image", 404, "resource_not_found"),
        ("/v1/users/count", 405, "method_not_allowed"),
    ] {
        let post = || request(Method::POST, path).header("authorization", key(&house));
        send(&house, post(), "a picture")
            .await
            .refused(status, code);
        send(&house, post(), "x".repeat(1024 * 1024 + 1))
            .await
            .refused(413, "request_body_too_large");
    }
}

#[tokio::test]
async fn a_version_is_given_once_and_is_one() {
    let house = House::new().await;
    let get = |query: &str| request(Method::GET, &format!("/v1/environment{query}"));
    for wrong in ["yesterday", "2025-01-01", "2026-13-01", "1"] {
        send(
            &house,
            get(&format!("?__clerk_api_version={wrong}")),
            Body::empty(),
        )
        .await
        .refused(400, "api_version_invalid");
        send(
            &house,
            get("").header("clerk-api-version", wrong),
            Body::empty(),
        )
        .await
        .refused(400, "api_version_invalid");
    }
    let twice = get("?__clerk_api_version=2026-05-12").header("clerk-api-version", "2026-05-12");
    send(&house, twice, Body::empty())
        .await
        .refused(400, "api_version_invalid");
    for right in ["2025-11-10", "2026-05-12", "2026-08-20"] {
        send(
            &house,
            get(&format!("?__clerk_api_version={right}")),
            Body::empty(),
        )
        .await
        .ok();
    }
}

#[tokio::test]
async fn only_a_post_can_stand_for_another_method() {
    let house = House::new().await;
    let mut device = Device::default();
    device.post(&house, "/v1/client", &[]).await.ok();
    // A GET that claims to be a DELETE stays a GET.
    let uri = "/v1/client?_is_native=1&_method=DELETE";
    let builder = request(Method::GET, uri).header("authorization", &device.token);
    let response =
        tower::ServiceExt::oneshot(house.router.clone(), builder.body(Body::empty()).unwrap());
    assert_eq!(response.await.unwrap().status(), 200);
    assert!(
        device.get(&house, "/v1/client").await.ok()["response"].is_object(),
        "still there"
    );
    let odd = device.post(&house, "/v1/client?_method=BREW", &[]).await;
    assert!(
        odd.ok()["response"].is_object(),
        "an unknown method is no method"
    );
}

#[tokio::test]
async fn health_says_healthy_without_a_key() {
    let house = House::new().await;
    let healthy = send(&house, request(Method::GET, "/v1/health"), Body::empty())
        .await
        .ok();
    assert_eq!(healthy, json!({"status": "healthy"}));
}

#[tokio::test]
async fn a_slash_at_the_end_of_a_path_makes_no_difference() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    for path in ["/v1/users/?limit=1", "/v1/users/count/"] {
        house.get(path).await.ok();
    }
    let user = house.get(&format!("/v1/users/{id}/")).await.ok();
    assert_eq!(user["id"], id);
    for nothing in ["/", "//", "/v1/", "/v1/users//", "/v1//users"] {
        house.get(nothing).await.refused(404, "resource_not_found");
    }
}
