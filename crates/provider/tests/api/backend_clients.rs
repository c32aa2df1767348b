//! Clients and the instance, by the Backend API.

use axum::body::Body;
use http::{Method, Request};
use provider::Settings;
use serde_json::{Value, json};

use crate::house::{Device, HOST, House, PASSWORD, open};

const VERIFY: &str = "/v1/clients/verify";

#[tokio::test]
async fn a_client_token_that_is_forged_or_stale_verifies_nobody() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let mut device = Device::default();
    device.post(&house, "/v1/client", &[]).await.ok();
    let stale = device.token.clone();
    device
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
    for (token, status, code) in [
        (json!(null), 422, "form_param_nil"),
        (json!("no token"), 400, "cookie_invalid"),
        (
            json!(device.token.replace('.', "x.")),
            400,
            "cookie_invalid",
        ),
        (json!(stale), 400, "cookie_invalid"),
    ] {
        house
            .post(VERIFY, json!({"token": token}))
            .await
            .refused(status, code);
    }
    let verified = house
        .post(VERIFY, json!({"token": device.token}))
        .await
        .ok();
    assert_eq!(verified["sessions"][0]["status"], "active");
    assert_eq!(
        verified["last_active_session_id"],
        verified["session_ids"][0]
    );
    let token = device.token.clone();
    device
        .call(&house, Method::DELETE, "/v1/client", &[])
        .await
        .ok();
    house
        .post(VERIFY, json!({"token": token}))
        .await
        .refused(404, "resource_not_found");
}

#[tokio::test]
async fn clients_are_listed_from_the_newest_on_with_the_sessions_that_live() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    assert_eq!(house.get("/v1/clients").await.ok(), json!([]));
    let (_, older) = house.signed_in("ann@example.com").await;
    house.clock.advance(1_000);
    let (_, newer) = house.signed_in("ann@example.com").await;
    let list = house.get("/v1/clients").await.ok();
    assert_eq!(list[0]["session_ids"], json!([newer]));
    assert_eq!(list[1]["session_ids"], json!([older]));
    let second = house
        .get("/v1/clients?limit=1&offset=1&paginated=true")
        .await
        .ok();
    assert_eq!(
        (&second["data"][0], &second["total_count"]),
        (&list[1], &json!(2))
    );
    house
        .backend(Method::POST, &format!("/v1/sessions/{newer}/revoke"), None)
        .await
        .ok();
    let path = format!("/v1/clients/{}", list[0]["id"].as_str().unwrap());
    let client = house.get(&path).await.ok();
    assert_eq!(
        (&client["sessions"], &client["last_active_session_id"]),
        (&json!([]), &Value::Null)
    );
    house
        .get("/v1/clients/client_none")
        .await
        .refused(404, "resource_not_found");
    house
        .get("/v1/clients?limit=0")
        .await
        .refused(422, "form_param_value_invalid");
}

#[tokio::test]
async fn an_origin_that_the_instance_was_told_of_may_call_and_is_remembered() {
    let house = House::new().await;
    let extension = "chrome-extension://abcdef";
    let from = async |house: &House, origin: &str| {
        let request = Request::post("/v1/client?_is_native=1")
            .header("host", HOST)
            .header("origin", origin);
        house
            .send(request.body(Body::empty()).unwrap())
            .await
            .status
            .as_u16()
    };
    for (body, code) in [
        (
            json!({"allowed_origins": extension}),
            "form_param_format_invalid",
        ),
        (
            json!({"allowed_origins": ["https://a.example/path"]}),
            "form_param_format_invalid",
        ),
        (
            json!({"allowed_origins": ["a.example"]}),
            "form_param_format_invalid",
        ),
        (
            json!({"allowed_origins": vec!["https://a.example"; 101]}),
            "form_param_array_size_exceeded",
        ),
        (json!({"test_mode": "yes"}), "form_param_format_invalid"),
        (
            json!({"preferred_sign_in_strategy_when_password_required": "x"}),
            "form_param_value_invalid",
        ),
        (json!({"name": "x"}), "form_param_unknown"),
    ] {
        house.patch("/v1/instance", body).await.refused(422, code);
    }
    assert_eq!(from(&house, extension).await, 400);
    let shown = house.get("/v1/instance").await.ok();
    assert_eq!(shown["id"], house.provider.instance_id());
    assert_eq!(
        (&shown["environment_type"], &shown["allowed_origins"]),
        (&json!("development"), &Value::Null)
    );
    let body = json!({"allowed_origins": [extension], "hibp": true, "support_email": null});
    assert_eq!(house.patch("/v1/instance", body).await.status, 204);
    assert_eq!(from(&house, extension).await, 200);
    assert_eq!(from(&house, "https://evil.example").await, 400);

    let provider = open(house.directory.path(), Settings::new(HOST), &house.clock, 2).await;
    let again = House {
        router: crate::spec::checked(provider.router()),
        provider,
        ..house
    };
    let shown = again.get("/v1/instance").await.ok();
    assert_eq!(shown["allowed_origins"], json!([extension]));
    assert_eq!(from(&again, extension).await, 200);
}
