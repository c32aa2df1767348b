//! Sessions that the Backend API makes, and the tokens that it asks for.

use ambient::{MINUTE, SECOND};
use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, START};

const DAY_SECONDS: i64 = 24 * 60 * 60;

async fn session(house: &House, user_id: &str) -> String {
    let made = house
        .post("/v1/sessions", json!({"user_id": user_id}))
        .await
        .ok();
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_is_made_for_those_who_may_sign_in_alone() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    for (body, status, code) in [
        (json!({}), 422, "form_param_missing"),
        (json!({"user_id": "user_nobody"}), 404, "resource_not_found"),
        (
            json!({"user_id": ann, "active_organization_id": "org_1"}),
            404,
            "resource_not_found",
        ),
        (
            json!({"user_id": ann, "actor": {}}),
            422,
            "form_param_unknown",
        ),
    ] {
        house.post("/v1/sessions", body).await.refused(status, code);
    }
    for (action, code) in [("ban", "user_banned"), ("lock", "user_locked")] {
        let path = format!("/v1/users/{ann}/{action}");
        house.backend(Method::POST, &path, None).await.ok();
        house
            .post("/v1/sessions", json!({"user_id": ann}))
            .await
            .refused(403, code);
        let path = format!("/v1/users/{ann}/un{action}");
        house.backend(Method::POST, &path, None).await.ok();
    }
    let made = house
        .post("/v1/sessions", json!({"user_id": ann}))
        .await
        .ok();
    assert_eq!(
        (&made["status"], &made["actor"]),
        (&json!("active"), &Value::Null)
    );
    let id = made["id"].as_str().unwrap();
    assert_eq!(house.get(&format!("/v1/sessions/{id}")).await.ok(), made);
    let client = house
        .get(&format!(
            "/v1/clients/{}",
            made["client_id"].as_str().unwrap()
        ))
        .await
        .ok();
    assert_eq!(client["session_ids"], json!([id]));
}

#[tokio::test]
async fn a_token_is_asked_for_in_seconds_and_never_outlives_its_session() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let session = session(&house, &ann).await;
    let path = format!("/v1/sessions/{session}/tokens");
    for (seconds, code) in [
        (json!(29), "form_param_value_invalid"),
        (json!(315_360_001_i64), "form_param_value_invalid"),
        (json!("60"), "form_param_format_invalid"),
    ] {
        house
            .post(&path, json!({"expires_in_seconds": seconds}))
            .await
            .refused(422, code);
    }
    let life = async |body: Value| {
        let claims = house.verify(house.post(&path, body).await.jwt()).await;
        assert_eq!(
            (claims.sid.as_str(), claims.sub.as_str()),
            (session.as_str(), ann.as_str())
        );
        claims.exp - claims.iat
    };
    assert_eq!(life(json!({})).await, 60);
    assert_eq!(life(json!({"expires_in_seconds": null})).await, 60);
    assert_eq!(life(json!({"expires_in_seconds": 600})).await, 600);
    assert_eq!(
        life(json!({"expires_in_seconds": 315_360_000})).await,
        7 * DAY_SECONDS
    );
    house
        .backend(
            Method::POST,
            &format!("/v1/sessions/{session}/revoke"),
            None,
        )
        .await
        .ok();
    for path in [path.as_str(), "/v1/sessions/sess_none/tokens"] {
        house
            .post(path, json!({}))
            .await
            .refused(404, "resource_not_found");
    }
}

#[tokio::test]
async fn there_are_no_templates() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let session = session(&house, &ann).await;
    let path = format!("/v1/sessions/{session}/tokens/custom");
    house
        .post(&path, json!({}))
        .await
        .refused(404, "resource_not_found");
    house
        .post(&path, json!({"expires_in_seconds": 1}))
        .await
        .refused(422, "form_param_value_invalid");
}

#[tokio::test]
async fn a_refresh_says_why_it_refuses_and_finds_no_refresh_token() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, own) = house.signed_in("ann@example.com").await;
    let jwt = device
        .session(&house, &own, "tokens")
        .await
        .jwt()
        .to_owned();
    let path = format!("/v1/sessions/{own}/refresh");
    let body = |token: &str, origin: &str| json!({"expired_token": token, "refresh_token": "x", "request_origin": origin});
    let app = "https://app.example.com";
    for missing in ["expired_token", "refresh_token", "request_origin"] {
        let mut body = body(&jwt, app);
        body.as_object_mut().unwrap().remove(missing);
        let reply = house.post(&path, body).await;
        reply.refused(422, "form_param_missing");
        assert_eq!(reply.param(), missing);
    }
    let mut odd = body(&jwt, app);
    odd["format"] = json!("xml");
    house
        .post(&path, odd)
        .await
        .refused(422, "form_param_value_invalid");
    house.clock.advance(10 * MINUTE);
    let other = "/v1/sessions/sess_none/refresh";
    for (path, token, origin, code) in [
        (
            path.as_str(),
            jwt.as_str(),
            "nowhere",
            "refresh_request_origin_invalid",
        ),
        (&path, "no token", app, "expired_session_token_invalid"),
        (
            &path,
            &jwt.replace('.', "x."),
            app,
            "expired_session_token_invalid",
        ),
        (other, &jwt, app, "refresh_sid_mismatch"),
        (&path, &jwt, app, "expired_session_token_missing_azp"),
    ] {
        house
            .post(path, body(token, origin))
            .await
            .refused(401, code);
    }
}

#[tokio::test]
async fn only_a_status_that_a_session_can_have_is_asked_for() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    session(&house, &ann).await;
    for word in ["pending", "asleep", "Active"] {
        house
            .get(&format!("/v1/sessions?status={word}"))
            .await
            .refused(422, "form_param_value_invalid");
    }
    for word in [
        "abandoned",
        "ended",
        "expired",
        "removed",
        "replaced",
        "revoked",
    ] {
        let list = house
            .get(&format!("/v1/sessions?user_id={ann}&status={word}"))
            .await
            .ok();
        assert_eq!(list, json!([]), "{word}");
    }
    for (query, code) in [
        ("limit=0", "form_param_value_invalid"),
        ("limit=501", "form_param_value_invalid"),
        ("limit=x", "form_param_format_invalid"),
        ("offset=-1", "form_param_value_invalid"),
        ("paginated=maybe", "form_param_format_invalid"),
    ] {
        house
            .get(&format!("/v1/sessions?{query}"))
            .await
            .refused(422, code);
    }
    let page = house.get("/v1/sessions?paginated=true").await.ok();
    assert_eq!(page["total_count"], 1);
}

#[tokio::test]
async fn a_testing_token_is_there_and_passes_everywhere() {
    let house = House::new().await;
    let made = house
        .backend(Method::POST, "/v1/testing_tokens", None)
        .await
        .ok();
    assert_eq!(made["expires_at"], START / SECOND + 3_600);
    let path = format!(
        "/v1/environment?__clerk_testing_token={}",
        made["token"].as_str().unwrap()
    );
    Device::default().get(&house, &path).await.ok();
}
