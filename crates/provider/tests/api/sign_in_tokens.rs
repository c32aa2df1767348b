//! Sign-in tokens: made by the Backend API, redeemed by the Frontend API.

use ambient::SECOND;
use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD};

const TOKENS: &str = "/v1/sign_in_tokens";

async fn token(house: &House, body: Value) -> Value {
    house.post(TOKENS, body).await.ok()
}

fn ticket(token: &Value) -> &str {
    token["token"].as_str().unwrap()
}

#[tokio::test]
async fn a_token_that_cannot_be_made_is_refused() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    for (body, status, code) in [
        (json!({}), 422, "form_param_missing"),
        (json!({"user_id": "user_nobody"}), 404, "resource_not_found"),
        (
            json!({"user_id": ann, "org_id": "org_1"}),
            404,
            "resource_not_found",
        ),
        (
            json!({"user_id": ann, "expires_in_seconds": 0}),
            422,
            "form_param_value_invalid",
        ),
        (
            json!({"user_id": ann, "expires_in_seconds": "1"}),
            422,
            "form_param_format_invalid",
        ),
        (
            json!({"user_id": ann, "actor": {}}),
            422,
            "form_param_unknown",
        ),
    ] {
        house.post(TOKENS, body).await.refused(status, code);
    }
    house
        .backend(Method::POST, &format!("{TOKENS}/sit_none/revoke"), None)
        .await
        .refused(404, "resource_not_found");
}

#[tokio::test]
async fn a_token_that_was_used_revoked_or_is_over_signs_nobody_in() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let used = token(&house, json!({"user_id": ann})).await;
    Device::default().ticket(&house, ticket(&used)).await.ok();
    Device::default()
        .ticket(&house, ticket(&used))
        .await
        .refused(400, "sign_in_token_already_used_code");
    let path = |token: &Value| format!("{TOKENS}/{}/revoke", token["id"].as_str().unwrap());
    house
        .backend(Method::POST, &path(&used), None)
        .await
        .refused(400, "sign_in_token_cannot_be_revoked_code");

    let revoked = token(&house, json!({"user_id": ann})).await;
    let shown = house
        .backend(Method::POST, &path(&revoked), None)
        .await
        .ok();
    assert_eq!(
        (&shown["status"], shown.get("token")),
        (&json!("revoked"), None)
    );
    Device::default()
        .ticket(&house, ticket(&revoked))
        .await
        .refused(400, "sign_in_token_revoked_code");

    let short = token(&house, json!({"user_id": ann, "expires_in_seconds": 5})).await;
    house.clock.advance(5 * SECOND);
    Device::default()
        .ticket(&house, ticket(&short))
        .await
        .refused(400, "ticket_expired_code");
    let forged = ticket(&short).replace('.', "x.");
    Device::default()
        .ticket(&house, &forged)
        .await
        .refused(400, "ticket_invalid_code");
}

#[tokio::test]
async fn a_token_is_its_users_own_sign_in() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let made = token(&house, json!({"user_id": ann})).await;
    assert_eq!(
        (&made["status"], &made["url"]),
        (&json!("pending"), &Value::Null)
    );
    assert!(made["id"].as_str().unwrap().starts_with("sit_"));
    let mut device = Device::default();
    let reply = device.ticket(&house, ticket(&made)).await;
    assert_eq!(reply.body["response"]["status"], "complete");
    let session = reply.created_session();
    let claims = house
        .verify(device.session(&house, &session, "tokens").await.jwt())
        .await;
    assert_eq!((claims.sub.as_str(), claims.act), (ann.as_str(), None));
    let user = house.get(&format!("/v1/users/{ann}")).await.ok();
    assert!(user["last_sign_in_at"].is_i64());
    let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(shown["actor"], Value::Null);
}

#[tokio::test]
async fn a_token_opens_no_account_that_is_banned_locked_or_gone() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let made = token(&house, json!({"user_id": ann})).await;
    let set = async |action: &str| {
        let path = format!("/v1/users/{ann}/{action}");
        house.backend(Method::POST, &path, None).await.ok();
    };
    for (before, code, after) in [
        ("ban", "user_banned", "unban"),
        ("lock", "user_locked", "unlock"),
    ] {
        set(before).await;
        Device::default()
            .ticket(&house, ticket(&made))
            .await
            .refused(403, code);
        set(after).await;
    }
    let path = format!("/v1/users/{ann}");
    house.backend(Method::DELETE, &path, None).await.ok();
    Device::default()
        .ticket(&house, ticket(&made))
        .await
        .refused(400, "ticket_invalid_code");
    house.user("bob@example.com").await;
    let mut device = Device::default();
    device
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .ok();
}
