//! What people change about themselves.

use ambient::MINUTE;
use axum::body::Body;
use http::{Method, Request};
use serde_json::json;

use crate::house::{Device, HOST, House, PASSWORD, Reply};

const NEW: &str = "another good one";

async fn patch_me(device: &mut Device, house: &House, form: &[(&str, &str)]) -> Reply {
    device.call(house, Method::PATCH, "/v1/me", form).await
}

async fn change_password(device: &mut Device, house: &House, form: &[(&str, &str)]) -> Reply {
    device.post(house, "/v1/me/change_password", form).await
}

#[tokio::test]
async fn who_is_signed_out_changes_nothing() {
    let house = House::new().await;
    let mut device = Device::default();
    patch_me(&mut device, &house, &[("first_name", "Eve")])
        .await
        .refused(401, "signed_out");
    change_password(&mut device, &house, &[("new_password", NEW)])
        .await
        .refused(401, "signed_out");
    for path in [
        "/v1/me/sessions/sess_1/revoke",
        "/v1/client/sessions/sess_1/verify",
    ] {
        let reply = device
            .post(&house, path, &[("level", "first_factor")])
            .await;
        reply.refused(401, "signed_out");
    }
}

#[tokio::test]
async fn names_are_ones_own_and_what_is_unknown_is_refused() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    for (field, code) in [
        ("banned", "form_param_unknown"),
        ("public_metadata", "form_param_unknown"),
        ("unsafe_metadata", "form_param_unknown"),
        ("primary_email_address_id", "form_resource_not_found"),
        ("primary_phone_number_id", "form_resource_not_found"),
        ("primary_web3_wallet_id", "form_resource_not_found"),
    ] {
        patch_me(&mut device, &house, &[(field, "x")])
            .await
            .refused(422, code);
    }
    let form = [
        ("first_name", "Anna"),
        ("last_name", ""),
        ("username", "Anna"),
    ];
    let changed = patch_me(&mut device, &house, &form).await.ok();
    let user = &changed["response"];
    assert_eq!(
        (&user["first_name"], &user["last_name"], &user["username"]),
        (&json!("Anna"), &json!(null), &json!("anna"))
    );
    assert_eq!(changed["client"]["sessions"][0]["user"], *user);
    let found = house.get("/v1/users?query=anna").await.ok();
    assert_eq!(found[0]["id"], user["id"]);
}

#[tokio::test]
async fn a_number_or_wallet_of_ones_own_becomes_the_primary_one() {
    let house = House::new().await;
    let body = json!({
        "email_address": ["ann@example.com"], "password": PASSWORD,
        "phone_number": ["+15555550100", "+15555550101"], "web3_wallet": [format!("0x{:040x}", 1), format!("0x{:040x}", 2)],
    });
    let user = house.post("/v1/users", body).await.ok();
    let (mut device, _) = house.signed_in("ann@example.com").await;
    let second = |list: &str| user[list][1]["id"].as_str().unwrap().to_owned();
    let (phone, wallet) = (second("phone_numbers"), second("web3_wallets"));
    let form = [
        ("primary_phone_number_id", &*phone),
        ("primary_web3_wallet_id", &*wallet),
    ];
    let changed = patch_me(&mut device, &house, &form).await.ok();
    for (field, id) in form {
        assert_eq!(changed["response"][field], id, "{field}");
    }
    let swapped = [("primary_phone_number_id", &*wallet)];
    patch_me(&mut device, &house, &swapped)
        .await
        .refused(422, "form_resource_not_found");
}

#[tokio::test]
async fn one_writes_unsafe_metadata_oneself_apart_from_the_names_in_newer_versions() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    let path = "/v1/me/metadata";
    for wrong in ["[]", "text", "{"] {
        let form = [("unsafe_metadata", wrong)];
        let reply = device.call(&house, Method::PATCH, path, &form).await;
        reply.refused(422, "form_param_format_invalid");
    }
    let form = [("public_metadata", "{}")];
    let reply = device.call(&house, Method::PATCH, path, &form).await;
    reply.refused(422, "form_param_unknown");
    for (change, expected) in [
        (r#"{"a":{"b":1}}"#, json!({"a": {"b": 1}})),
        (r#"{"a":{"c":2,"b":null}}"#, json!({"a": {"c": 2}})),
    ] {
        let form = [("unsafe_metadata", change)];
        let changed = device.call(&house, Method::PATCH, path, &form).await.ok();
        assert_eq!(changed["response"]["unsafe_metadata"], expected);
    }
    let request = Request::patch("/v1/me?_is_native=1&__clerk_api_version=2025-11-10")
        .header("host", HOST)
        .header("authorization", &device.token)
        .header("content-type", "application/x-www-form-urlencoded");
    let body = Body::from("unsafe_metadata=%7B%22x%22%3A1%7D");
    let changed = house.send(request.body(body).unwrap()).await.ok();
    assert_eq!(changed["response"]["unsafe_metadata"], json!({"x": 1}));
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_proved_a_factor_lately() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut other, others) = house.signed_in("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    for (form, code) in [
        (&[("current_password", PASSWORD)][..], "form_param_missing"),
        (&[("new_password", NEW)], "form_param_missing"),
        (
            &[
                ("current_password", "wrong password"),
                ("new_password", NEW),
            ],
            "form_password_incorrect",
        ),
        (
            &[("current_password", PASSWORD), ("new_password", "short")],
            "form_password_length_too_short",
        ),
    ] {
        change_password(&mut device, &house, form)
            .await
            .refused(422, code);
    }
    let right = [
        ("current_password", PASSWORD),
        ("new_password", NEW),
        ("sign_out_of_other_sessions", "true"),
    ];
    house.clock.advance(10 * MINUTE);
    change_password(&mut device, &house, &right)
        .await
        .refused(403, "session_reverification_required");
    let verify = format!("/v1/client/sessions/{session}/verify");
    let attempt = format!("{verify}/attempt_first_factor");
    let form = [("strategy", "password"), ("password", PASSWORD)];
    device.post(&house, &attempt, &form).await.ok();
    change_password(&mut device, &house, &right).await.ok();
    device.session(&house, &session, "touch").await.ok();
    other
        .session(&house, &others, "touch")
        .await
        .refused(401, "authentication_invalid");
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(422, "form_password_or_identifier_incorrect");
    house.signed_in_with("ann@example.com", NEW).await;
}

#[tokio::test]
async fn who_acts_as_a_user_proves_nothing_and_changes_neither_password_nor_sessions() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let (_, own) = house.signed_in("ann@example.com").await;
    let (mut actor, session) = house.impersonating(&ann).await;
    let form = [("current_password", PASSWORD), ("new_password", NEW)];
    let required = "session_reverification_required";
    change_password(&mut actor, &house, &form)
        .await
        .refused(403, required);
    patch_me(&mut actor, &house, &[("username", "eve")])
        .await
        .refused(403, required);
    let verify = format!("/v1/client/sessions/{session}/verify");
    actor
        .post(&house, &verify, &[("level", "first_factor")])
        .await
        .refused(403, required);
    let form = [("strategy", "password"), ("password", PASSWORD)];
    actor
        .post(&house, &format!("{verify}/attempt_first_factor"), &form)
        .await
        .refused(403, required);
    actor
        .post(&house, &format!("/v1/me/sessions/{own}/revoke"), &[])
        .await
        .refused(403, required);
    patch_me(&mut actor, &house, &[("first_name", "Anna")])
        .await
        .ok();
}

#[tokio::test]
async fn a_session_on_another_device_is_revoked_by_its_user_alone() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let (mut phone, phones) = house.signed_in("ann@example.com").await;
    let (mut bob, _) = house.signed_in("bob@example.com").await;
    let (mut actor, acted) = house.impersonating(&ann).await;
    let path = |id: &str| format!("/v1/me/sessions/{id}/revoke");
    for id in [session.as_str(), "sess_none"] {
        bob.post(&house, &path(id), &[])
            .await
            .refused(404, "resource_not_found");
    }
    let revoked = device.post(&house, &path(&phones), &[]).await.ok();
    assert_eq!(revoked["response"]["status"], "revoked");
    assert_eq!(
        revoked["client"]["sessions"][0]["id"],
        session.as_str(),
        "one's own client"
    );
    phone
        .session(&house, &phones, "touch")
        .await
        .refused(401, "authentication_invalid");
    device
        .post(&house, &path(&phones), &[])
        .await
        .refused(400, "invalid_action_for_session");
    device.post(&house, &path(&acted), &[]).await.ok();
    actor
        .session(&house, &acted, "touch")
        .await
        .refused(401, "authentication_invalid");
}

#[tokio::test]
async fn the_openid_configuration_names_issuer_and_keys() {
    let house = House::new().await;
    let request = Request::get("/.well-known/openid-configuration").header("host", HOST);
    let said = house.send(request.body(Body::empty()).unwrap()).await.ok();
    assert_eq!(said["issuer"], house.provider.issuer());
    assert_eq!(
        said["jwks_uri"],
        format!("{}/.well-known/jwks.json", house.provider.issuer())
    );
}
