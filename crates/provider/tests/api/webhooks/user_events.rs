//! What is told of users.

use std::sync::Arc;

use http::Method;
use provider::{NewUser, Settings};
use serde_json::json;

use super::endpoint::{Endpoint, act, house, ids, kinds, told, told_to};
use crate::email_codes::Letters;
use crate::house::{Device, House, PASSWORD, START};
use crate::own_second_factors::set_up;

#[tokio::test]
async fn every_change_of_a_user_is_told_once_with_the_user_as_it_left_them() {
    let (house, endpoint) = house().await;
    let new = json!({"email_address": ["ann@example.com"], "password": PASSWORD, "external_id": "a-1",
        "phone_number": ["+4930123456"], "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"});
    let user = act(&house, Method::POST, "/v1/users", new).await;
    let id = user["id"].as_str().unwrap();
    let created = told(&house, &endpoint).await;
    assert_eq!(created[0].kind(), "user.created");
    assert_eq!(created[0].body["data"], user);
    assert_eq!(created[0].body["timestamp"], START);
    assert_eq!(created.len(), 1);

    let at = |rest: &str| format!("/v1/users/{id}{rest}");
    let address = user["primary_email_address_id"].as_str().unwrap();
    let changes = [
        (Method::PATCH, at(""), json!({"first_name": "Anna"})),
        (
            Method::PATCH,
            at("/metadata"),
            json!({"public_metadata": {"role": "lead"}}),
        ),
        (
            Method::PUT,
            at("/metadata"),
            json!({"private_metadata": {"a": 1}}),
        ),
        (Method::POST, at("/lock"), json!({})),
        (Method::POST, at("/unlock"), json!({})),
        (Method::POST, at("/ban"), json!({})),
        (Method::POST, at("/unban"), json!({})),
        (Method::POST, at("/remove_password"), json!({})),
        (Method::DELETE, at("/mfa"), json!({})),
        (
            Method::PATCH,
            format!("/v1/email_addresses/{address}"),
            json!({"verified": true}),
        ),
        (
            Method::PUT,
            at("/email_address"),
            json!({"email_address": "anna@example.com"}),
        ),
    ];
    for (method, path, body) in changes {
        house.clock.advance(1);
        act(&house, method, &path, body).await;
        let told = told(&house, &endpoint).await;
        let user = house.get(&at("")).await.ok();
        assert_eq!(told.len(), 1, "{path}");
        assert_eq!(told[0].kind(), "user.updated", "{path}");
        assert_eq!(told[0].body["data"], user, "{path}");
    }
    let body = json!({"user_id": id, "email_address": "more@example.com", "verified": true});
    let more = act(&house, Method::POST, "/v1/email_addresses", body).await;
    let path = format!("/v1/email_addresses/{}", more["id"].as_str().unwrap());
    act(&house, Method::DELETE, &path, json!({})).await;
    let told_of = told(&house, &endpoint).await;
    let addresses = told_of
        .iter()
        .map(|one| one.body["data"]["email_addresses"].as_array());
    let addresses: Vec<_> = addresses.map(|them| them.unwrap().len()).collect();
    assert_eq!(addresses, [2, 1]);

    act(&house, Method::DELETE, &at(""), json!({})).await;
    let gone = told(&house, &endpoint).await;
    assert_eq!(gone[0].kind(), "user.deleted");
    let data = json!({"object": "user", "id": id, "deleted": true, "external_id": "a-1"});
    assert_eq!(gone[0].body["data"], data);
    assert_eq!(gone.len(), 1);
}

#[tokio::test]
async fn what_people_change_about_themselves_is_told() {
    let (house, endpoint) = house().await;
    let id = house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    let (_, other) = house.signed_in("ann@example.com").await;
    let (_, third) = house.signed_in("ann@example.com").await;
    told(&house, &endpoint).await;
    let form = [("first_name", "Anna")];
    device
        .call(&house, Method::PATCH, "/v1/me", &form)
        .await
        .ok();
    let form = [("unsafe_metadata", r#"{"a":1}"#)];
    device
        .call(&house, Method::PATCH, "/v1/me/metadata", &form)
        .await
        .ok();
    assert_eq!(kinds(&house, &endpoint).await, ["user.updated"; 2]);

    let path = format!("/v1/me/sessions/{other}/revoke");
    device.post(&house, &path, &[]).await.ok();
    let revoked = told(&house, &endpoint).await;
    assert_eq!(revoked[0].kind(), "session.revoked");
    assert_eq!(ids(&revoked), [other]);
    let form = [
        ("current_password", PASSWORD),
        ("new_password", "another good one"),
        ("sign_out_of_other_sessions", "true"),
    ];
    device
        .post(&house, "/v1/me/change_password", &form)
        .await
        .ok();
    let changed = told(&house, &endpoint).await;
    assert_eq!(ids(&changed), [id, third]);
    assert_eq!(changed[1].kind(), "session.revoked");
}

#[tokio::test]
async fn the_wrong_password_that_locks_an_account_is_told_and_none_of_the_others() {
    let (house, endpoint) = house().await;
    house.user("ann@example.com").await;
    told(&house, &endpoint).await;
    for _ in 0..102 {
        Device::default()
            .sign_in(&house, "ann@example.com", "wrong password")
            .await;
    }
    let told = told(&house, &endpoint).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].body["data"]["locked"], true);
}

#[tokio::test]
async fn many_users_who_come_together_are_told_one_by_one() {
    let (house, endpoint) = house().await;
    let users = (0..450).map(|number| NewUser {
        email_addresses: vec![format!("u{number}@example.com")],
        ..NewUser::default()
    });
    let users = users.chain([NewUser::default()]);
    house
        .provider
        .users()
        .create_many(users, |_| ())
        .await
        .unwrap();
    let told = told(&house, &endpoint).await;
    assert_eq!(told.len(), 450, "and who was refused is not");
    let address = |nth: usize| &told[nth].body["data"]["email_addresses"][0]["email_address"];
    assert_eq!(address(0), "u0@example.com");
    assert_eq!(address(449), "u449@example.com");
}

#[tokio::test]
async fn what_people_set_up_for_themselves_is_told() {
    let (endpoint, letters) = (Endpoint::new().await, Letters::default());
    let house = House::with(Settings {
        mail: Arc::new(letters.clone()),
        ..told_to(&[&endpoint])
    })
    .await;
    house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    told(&house, &endpoint).await;
    set_up(&mut device, &house).await;
    device.post(&house, "/v1/me/backup_codes", &[]).await.ok();
    let factors = told(&house, &endpoint).await;
    for one in &factors {
        let user = &one.body["data"];
        assert_eq!(
            (one.kind(), &user["totp_enabled"]),
            ("user.updated", &json!(true))
        );
    }
    assert_eq!(
        factors.len(),
        2,
        "the app, with the codes that came with it, and new codes"
    );

    let all = "/v1/me/email_addresses";
    let form = [("email_address", "anna@example.com")];
    let added = device.post(&house, all, &form).await.ok();
    let one = format!("{all}/{}", added["response"]["id"].as_str().unwrap());
    let form = [("strategy", "email_code")];
    let prepare = format!("{one}/prepare_verification");
    device.post(&house, &prepare, &form).await.ok();
    let code = letters.code();
    let attempt = format!("{one}/attempt_verification");
    device.post(&house, &attempt, &[("code", &code)]).await.ok();
    device.call(&house, Method::DELETE, &one, &[]).await.ok();
    let addresses = told(&house, &endpoint).await;
    let verified = addresses.iter().map(|told| {
        let address = &told.body["data"]["email_addresses"][1];
        (
            address.is_object(),
            address["verification"]["status"] == "verified",
        )
    });
    let verified: Vec<_> = verified.collect();
    assert_eq!(verified, [(true, false), (true, true), (false, false)]);
}
