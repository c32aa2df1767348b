//! E-mail addresses that people add, verify and take away themselves.

use std::sync::Arc;

use ambient::MINUTE;
use http::Method;
use provider::Settings;
use serde_json::{Value, json};

use crate::email_codes::Letters;
use crate::house::{Device, HOST, House, Reply};

const ALL: &str = "/v1/me/email_addresses";
const NEW: &str = "anna@example.com";

async fn house() -> (House, Letters) {
    let letters = Letters::default();
    let house = House::with(Settings {
        mail: Arc::new(letters.clone()),
        ..Settings::new(HOST)
    })
    .await;
    house.user("ann@example.com").await;
    (house, letters)
}

async fn add(device: &mut Device, house: &House, address: &str) -> Reply {
    device.post(house, ALL, &[("email_address", address)]).await
}

async fn added(device: &mut Device, house: &House) -> String {
    let added = add(device, house, NEW).await.ok();
    added["response"]["id"].as_str().unwrap().to_owned()
}

async fn act(
    device: &mut Device,
    house: &House,
    id: &str,
    action: &str,
    form: &[(&str, &str)],
) -> Reply {
    device
        .post(house, &format!("{ALL}/{id}/{action}"), form)
        .await
}

const BY_CODE: [(&str, &str); 1] = [("strategy", "email_code")];
const PREPARE: &str = "prepare_verification";
const ATTEMPT: &str = "attempt_verification";

#[tokio::test]
async fn who_is_signed_out_or_somebody_else_reaches_no_address() {
    let (house, _) = house().await;
    house.user("bob@example.com").await;
    let (mut ann, _) = house.signed_in("ann@example.com").await;
    let (mut bob, _) = house.signed_in("bob@example.com").await;
    let mut nobody = Device::default();
    let id = added(&mut ann, &house).await;
    let one = format!("{ALL}/{id}");
    for (device, status, code) in [
        (&mut nobody, 401, "signed_out"),
        (&mut bob, 404, "resource_not_found"),
    ] {
        device.get(&house, &one).await.refused(status, code);
        act(device, &house, &id, PREPARE, &BY_CODE)
            .await
            .refused(status, code);
        act(device, &house, &id, ATTEMPT, &[("code", "123456")])
            .await
            .refused(status, code);
        device
            .call(&house, Method::DELETE, &one, &[])
            .await
            .refused(status, code);
    }
    nobody.get(&house, ALL).await.refused(401, "signed_out");
    add(&mut nobody, &house, NEW)
        .await
        .refused(401, "signed_out");
    let own = ann.get(&house, ALL).await.ok();
    assert_eq!(own.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_no_address_or_somebodys_already_is_not_added() {
    let (house, _) = house().await;
    house.user("bob@example.com").await;
    let (mut ann, _) = house.signed_in("ann@example.com").await;
    for (address, code) in [
        ("", "form_param_nil"),
        ("anna", "form_param_format_invalid"),
        ("Bob@Example.com", "form_identifier_exists"),
        ("ann@example.com", "form_identifier_exists"),
    ] {
        let refused = add(&mut ann, &house, address).await;
        refused.refused(422, code);
        assert_eq!(refused.param(), "email_address");
    }
    house.clock.advance(10 * MINUTE);
    add(&mut ann, &house, NEW)
        .await
        .refused(403, "session_reverification_required");
}

#[tokio::test]
async fn who_acts_as_a_user_neither_adds_nor_verifies_nor_takes_an_address() {
    let (house, letters) = house().await;
    let (mut ann, _) = house.signed_in("ann@example.com").await;
    let id = added(&mut ann, &house).await;
    let user = ann.get(&house, "/v1/me").await.ok()["response"]["id"].clone();
    let (mut actor, _) = house.impersonating(user.as_str().unwrap()).await;
    let required = "session_reverification_required";
    add(&mut actor, &house, "eve@example.com")
        .await
        .refused(403, required);
    act(&mut actor, &house, &id, PREPARE, &BY_CODE)
        .await
        .refused(403, required);
    assert!(letters.take().is_empty());
    act(&mut ann, &house, &id, PREPARE, &BY_CODE).await.ok();
    let code = letters.code();
    act(&mut actor, &house, &id, ATTEMPT, &[("code", &code)])
        .await
        .refused(403, required);
    let one = format!("{ALL}/{id}");
    actor
        .call(&house, Method::DELETE, &one, &[])
        .await
        .refused(403, required);
}

#[tokio::test]
async fn an_address_counts_for_nothing_until_its_code_came_back() {
    let (house, letters) = house().await;
    let (mut ann, _) = house.signed_in("ann@example.com").await;
    let id = added(&mut ann, &house).await;
    let one = format!("{ALL}/{id}");
    let shown = ann.get(&house, &one).await.ok();
    assert_eq!(shown["response"]["verification"], Value::Null);
    let primary = [("primary_email_address_id", &*id)];
    ann.call(&house, Method::PATCH, "/v1/me", &primary)
        .await
        .refused(422, "form_resource_not_found");
    act(&mut ann, &house, &id, ATTEMPT, &[("code", "123456")])
        .await
        .refused(400, "verification_not_sent");
    for strategy in ["email_link", "enterprise_sso", "x"] {
        act(&mut ann, &house, &id, PREPARE, &[("strategy", strategy)])
            .await
            .refused(422, "form_param_value_invalid");
    }
    let sent = act(&mut ann, &house, &id, PREPARE, &BY_CODE).await.ok();
    let verification = &sent["response"]["verification"];
    assert_eq!(
        (&verification["status"], &verification["strategy"]),
        (&json!("unverified"), &json!("email_code"))
    );
    let letter = letters.take().pop().expect("a letter");
    assert_eq!(letter.to, NEW);
    act(&mut ann, &house, &id, ATTEMPT, &[("code", "not it")])
        .await
        .refused(422, "form_code_incorrect");
    let right = [("code", &*letter.code)];
    let verified = act(&mut ann, &house, &id, ATTEMPT, &right).await.ok();
    assert_eq!(verified["response"]["verification"]["status"], "verified");
    let user = &verified["client"]["sessions"][0]["user"];
    assert_eq!(user["email_addresses"][1], verified["response"]);
    assert_ne!(user["primary_email_address_id"], id.as_str());
    for action in [PREPARE, ATTEMPT] {
        let form = if action == PREPARE { BY_CODE } else { right };
        act(&mut ann, &house, &id, action, &form)
            .await
            .refused(400, "verification_already_verified");
    }
    let changed = ann.call(&house, Method::PATCH, "/v1/me", &primary).await;
    assert_eq!(changed.ok()["response"]["primary_email_address_id"], *id);
    house.signed_in(NEW).await;
    let found = house.get("/v1/users?email_address_query=anna@").await.ok();
    assert_eq!(found.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_address_is_taken_away_and_the_last_way_to_be_named_is_not() {
    let (house, letters) = house().await;
    let (mut ann, _) = house.signed_in("ann@example.com").await;
    let user = ann.get(&house, "/v1/me").await.ok()["response"].clone();
    let first = user["primary_email_address_id"].as_str().unwrap();
    let id = added(&mut ann, &house).await;
    let path = |id: &str| format!("{ALL}/{id}");
    ann.call(&house, Method::DELETE, &path(first), &[])
        .await
        .refused(400, "identification_deletion_failed");
    act(&mut ann, &house, &id, PREPARE, &BY_CODE).await.ok();
    let code = letters.code();
    act(&mut ann, &house, &id, ATTEMPT, &[("code", &code)])
        .await
        .ok();
    let deleted = ann.call(&house, Method::DELETE, &path(first), &[]).await;
    let deleted = deleted.ok();
    assert_eq!(
        deleted["response"],
        json!({"object": "email_address", "id": first, "deleted": true})
    );
    let user = &deleted["client"]["sessions"][0]["user"];
    assert_eq!(user["primary_email_address_id"], id.as_str());
    assert_eq!(user["email_addresses"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_first_address_that_is_verified_becomes_the_primary_one() {
    let (house, letters) = house().await;
    let named = json!({
        "username": "cat", "skip_user_requirement": true, "skip_password_requirement": true,
    });
    let cat = house.post("/v1/users", named).await.ok()["id"].clone();
    let token = house
        .post("/v1/sign_in_tokens", json!({ "user_id": cat }))
        .await
        .ok();
    let mut device = Device::default();
    let ticket = token["token"].as_str().unwrap();
    device.ticket(&house, ticket).await.ok();
    let id = added(&mut device, &house).await;
    act(&mut device, &house, &id, PREPARE, &BY_CODE).await.ok();
    let code = letters.code();
    let verified = act(&mut device, &house, &id, ATTEMPT, &[("code", &code)]).await;
    let user = verified.ok()["client"]["sessions"][0]["user"].clone();
    assert_eq!(user["primary_email_address_id"], id.as_str());
}
