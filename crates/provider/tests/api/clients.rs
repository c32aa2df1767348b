//! Clients: how they come to be, and how they end.

use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD};

#[tokio::test]
async fn where_there_is_no_client_there_is_nothing_to_end() {
    let house = House::new().await;
    let mut device = Device::default();
    device
        .call(&house, Method::DELETE, "/v1/client", &[])
        .await
        .refused(404, "resource_not_found");
    device
        .call(&house, Method::DELETE, "/v1/client/sessions", &[])
        .await
        .refused(401, "signed_out");
    let none = device.get(&house, "/v1/client").await.ok();
    assert_eq!(none, json!({"response": null, "client": null}));
}

#[tokio::test]
async fn a_call_that_is_neither_native_nor_a_browsers_is_refused() {
    let house = House::new().await;
    let request = http::Request::get("/v1/client").header("host", crate::house::HOST);
    let reply = house
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await;
    reply.refused(400, "request_header_missing");
}

#[tokio::test]
async fn an_origin_and_a_token_together_are_refused() {
    let house = House::new().await;
    let mut device = Device::default();
    device.post(&house, "/v1/client", &[]).await.ok();
    let request = http::Request::get("/v1/client?_is_native=1")
        .header("host", crate::house::HOST)
        .header("origin", format!("http://{}", crate::house::HOST))
        .header("authorization", &device.token);
    let reply = house
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await;
    reply.refused(400, "origin_authorization_headers_conflict");
}

#[tokio::test]
async fn a_token_may_stand_bare_or_after_bearer() {
    let house = House::new().await;
    let mut device = Device::default();
    let made = device.post(&house, "/v1/client", &[]).await.ok();
    let mut bearer = Device {
        token: format!("Bearer {}", device.token),
    };
    let mut empty_bearer = Device {
        token: "Bearer ".to_owned(),
    };
    let id = &made["response"]["id"];
    assert_eq!(
        &device.get(&house, "/v1/client").await.ok()["response"]["id"],
        id
    );
    assert_eq!(
        &bearer.get(&house, "/v1/client").await.ok()["response"]["id"],
        id
    );
    assert_eq!(
        empty_bearer.get(&house, "/v1/client").await.ok()["response"],
        Value::Null
    );
}

#[tokio::test]
async fn making_a_client_twice_keeps_the_first_with_its_sessions() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    for method in [Method::POST, Method::PUT] {
        let again = device.call(&house, method, "/v1/client", &[]).await.ok();
        assert_eq!(again["response"]["sessions"][0]["id"], session);
    }
}

#[tokio::test]
async fn ending_the_client_ends_its_sessions_and_its_token() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut device, anns) = house.signed_in("ann@example.com").await;
    let bobs = device
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .created_session();
    let ended = device
        .post(&house, "/v1/client?_method=DELETE", &[])
        .await
        .ok();
    assert_eq!(
        (&ended["client"], &ended["response"]["sessions"]),
        (&Value::Null, &json!([]))
    );
    for session in [anns, bobs] {
        let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
        assert_eq!(shown["status"], "ended");
    }
    assert_eq!(
        device.get(&house, "/v1/client").await.ok()["response"],
        Value::Null
    );
}

#[tokio::test]
async fn removing_the_sessions_keeps_the_client() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    device
        .post(&house, "/v1/client/sessions?_method=DELETE", &[])
        .await
        .ok();
    let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(shown["status"], "removed");
    let client = device.get(&house, "/v1/client").await.ok();
    assert_eq!(client["response"]["sessions"], json!([]));
    device
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
}
