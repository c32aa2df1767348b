//! Changing users: fields, metadata, bans, locks, passwords.

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::house::{Device, HOST, House, PASSWORD, Reply, START};

const USERS: &str = "/v1/users";

async fn at_version(house: &House, path: &str, version: Option<&str>, body: &Value) -> Reply {
    let key = house.provider.secret_key();
    let mut request = Request::builder()
        .method(Method::PATCH)
        .uri(path)
        .header("host", HOST)
        .header("authorization", format!("Bearer {}", key.expose()))
        .header("content-type", "application/json");
    if let Some(version) = version {
        request = request.header("clerk-api-version", version);
    }
    house
        .send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

#[tokio::test]
async fn what_is_not_the_users_own_or_not_verified_becomes_no_primary() {
    let house = House::new().await;
    let bob = json!({"email_address": ["bob@example.com"], "password": PASSWORD, "phone_number": ["+49301234567"]});
    let bob = house.post(USERS, bob).await.ok();
    let body = json!({
        "email_address": ["ann@example.com", "kept@example.com"], "password": PASSWORD,
        "email_address_identification_status": ["verified", "reserved"],
        "phone_number": ["+49301234568", "+49301234569"],
        "phone_number_identification_status": ["verified", "reserved"],
    });
    let ann = house.post(USERS, body).await.ok();
    let path = format!("{USERS}/{}", ann["id"].as_str().unwrap());
    for (param, id) in [
        ("primary_email_address_id", &bob["primary_email_address_id"]),
        ("primary_email_address_id", &ann["email_addresses"][1]["id"]),
        ("primary_email_address_id", &ann["primary_phone_number_id"]),
        ("primary_phone_number_id", &bob["primary_phone_number_id"]),
        ("primary_phone_number_id", &ann["phone_numbers"][1]["id"]),
        ("primary_web3_wallet_id", &ann["primary_phone_number_id"]),
        ("profile_image_id", &json!("img_1")),
    ] {
        let reply = house.patch(&path, json!({param: id})).await;
        reply.refused(422, "form_resource_not_found");
        assert_eq!(reply.param(), param);
    }
    house
        .patch(&path, json!({"sign_out_of_other_sessions": true}))
        .await
        .refused(422, "form_conditional_param_missing");
    assert_eq!(house.get(&path).await.ok(), ann, "refusals change nothing");
}

#[tokio::test]
async fn a_change_of_every_field_is_shown_and_null_keeps_what_cannot_be_cleared() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    let path = format!("{USERS}/{id}");
    let change = json!({
        "username": "ann", "external_id": "crm-1", "locale": "de", "delete_self_enabled": false,
        "create_organization_enabled": true, "create_organizations_limit": 0, "bypass_client_trust": true,
        "legal_accepted_at": "2012-10-20T07:15:20.902Z", "skip_legal_checks": true,
        "notify_primary_email_address_changed": true,
    });
    let changed = house.patch(&path, change.clone()).await.ok();
    for name in [
        "username",
        "external_id",
        "locale",
        "delete_self_enabled",
        "bypass_client_trust",
    ] {
        assert_eq!(changed[name], change[name], "{name}");
    }
    assert_eq!(changed["legal_accepted_at"], 1_350_717_320_902_i64);
    assert_eq!(changed["create_organizations_limit"], 0);
    let nulls = json!({
        "username": "", "external_id": null, "locale": null, "delete_self_enabled": null,
        "legal_accepted_at": null, "create_organizations_limit": null, "primary_email_address_id": null,
    });
    let cleared = house.patch(&path, nulls).await.ok();
    for name in ["username", "external_id"] {
        assert_eq!(cleared[name], Value::Null, "{name}");
    }
    for name in [
        "delete_self_enabled",
        "legal_accepted_at",
        "create_organizations_limit",
        "primary_email_address_id",
    ] {
        assert_eq!(cleared[name], changed[name], "{name}");
    }
}

#[tokio::test]
async fn another_moment_of_creation_is_another_place_in_the_list() {
    let house = House::new().await;
    let older = house.user("older@example.com").await;
    house.clock.advance(1_000);
    let newer = house.user("newer@example.com").await;
    let listed = async || {
        let list = house.get("/v1/users?query=example").await.ok();
        let ids: Vec<_> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["id"].clone())
            .collect();
        ids
    };
    assert_eq!(listed().await, [newer.as_str(), older.as_str()]);
    let path = format!("{USERS}/{newer}");
    let moved = house
        .patch(&path, json!({"created_at": "2013-01-01T00:00:00Z"}))
        .await
        .ok();
    assert_eq!(moved["created_at"], 1_356_998_400_000_i64);
    assert_eq!(listed().await, [older.as_str(), newer.as_str()]);
    let all = house.get("/v1/users").await.ok();
    assert_eq!(all[1]["id"], newer.as_str());
}

#[tokio::test]
async fn only_older_versions_take_metadata_with_the_other_fields() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    let path = format!("{USERS}/{id}");
    let first = json!({"public_metadata": {"a": 1, "b": {"c": 2}}});
    for version in ["2026-05-12", "2026-08-20"] {
        at_version(&house, &path, Some(version), &first)
            .await
            .refused(422, "form_param_unknown");
    }
    at_version(&house, &path, Some("2025-11-10"), &first)
        .await
        .ok();
    let second = json!({"public_metadata": {"b": {"d": 3}}});
    let replaced = at_version(&house, &path, None, &second).await.ok();
    assert_eq!(
        replaced["public_metadata"],
        json!({"b": {"d": 3}}),
        "not merged"
    );
}

#[tokio::test]
async fn metadata_that_is_put_takes_the_place_of_what_was_there() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    let path = format!("{USERS}/{id}/metadata");
    let first = json!({"public_metadata": {"a": {"x": 1}}, "private_metadata": {"b": 1}});
    house.backend(Method::PUT, &path, Some(first)).await.ok();
    for wrong in [json!({"public_metadata": []}), json!({"metadata": {}})] {
        let reply = house.backend(Method::PUT, &path, Some(wrong)).await;
        assert_eq!(reply.status, 422);
    }
    let second = json!({"public_metadata": {"a": {"y": null}}});
    let put = house.backend(Method::PUT, &path, Some(second)).await.ok();
    assert_eq!(put["public_metadata"], json!({"a": {"y": null}}));
    assert_eq!(
        put["private_metadata"],
        json!({"b": 1}),
        "what is not named stays"
    );
    house
        .backend(
            Method::PUT,
            "/v1/users/user_nobody/metadata",
            Some(json!({})),
        )
        .await
        .refused(404, "resource_not_found");
}

#[tokio::test]
async fn many_are_banned_together_or_nobody_is() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let bob = house.user("bob@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    for (body, status, code) in [
        (json!({}), 422, "form_param_missing"),
        (json!({"user_ids": null}), 422, "form_param_nil"),
        (
            json!({"user_ids": "user_1"}),
            422,
            "form_param_format_invalid",
        ),
        (json!({"user_ids": []}), 422, "form_param_value_invalid"),
        (
            json!({"user_ids": vec!["user_1"; 51]}),
            422,
            "form_param_array_size_exceeded",
        ),
        (
            json!({"user_ids": [ann, "user_nobody"]}),
            404,
            "resource_not_found",
        ),
        (
            json!({"user_ids": [ann], "why": "x"}),
            422,
            "form_param_unknown",
        ),
    ] {
        house
            .post("/v1/users/ban", body)
            .await
            .refused(status, code);
    }
    device.session(&house, &session, "touch").await.ok();
    let banned = house
        .post("/v1/users/ban", json!({"user_ids": [ann, bob]}))
        .await
        .ok();
    assert_eq!(
        (&banned[0]["id"], &banned[1]["id"]),
        (&json!(ann), &json!(bob))
    );
    assert_eq!(banned[1]["banned"], true);
    device
        .session(&house, &session, "touch")
        .await
        .refused(401, "authentication_invalid");
    Device::default()
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .refused(403, "user_banned");
    house
        .post("/v1/users/unban", json!({"user_ids": [bob]}))
        .await
        .ok();
    Device::default()
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .ok();
    house
        .backend(Method::POST, "/v1/users/user_nobody/ban", None)
        .await
        .refused(404, "resource_not_found");
}

#[tokio::test]
async fn a_password_is_taken_away_and_sessions_only_if_that_was_said() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let path = format!("{USERS}/{id}/remove_password");
    house.clock.advance(1_000);
    let without = house.backend(Method::POST, &path, None).await.ok();
    assert_eq!(without["password_enabled"], false);
    assert_eq!(without["password_last_updated_at"], START + 1_000);
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(422, "form_password_or_identifier_incorrect");
    device.session(&house, &session, "touch").await.ok();
    let again = house
        .post(&path, json!({"sign_out_of_other_sessions": true}))
        .await
        .ok();
    assert_eq!(
        again["updated_at"], without["updated_at"],
        "nothing to take away"
    );
    device
        .session(&house, &session, "touch")
        .await
        .refused(401, "authentication_invalid");
}
