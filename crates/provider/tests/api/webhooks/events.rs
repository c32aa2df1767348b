//! What is told of each change, and that nothing is told where nothing changed.

use std::net::SocketAddr;

use ambient::MINUTE;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, Request};
use provider::{NewUser, Settings};
use serde_json::{Value, json};

use super::endpoint::{Endpoint, Received, house, kinds, told};
use crate::house::{Device, HOST, House, PASSWORD, START};

const NOTHING: [&str; 0] = [];

async fn act(house: &House, method: Method, path: &str, body: Value) -> Value {
    house.backend(method, path, Some(body)).await.ok()
}

/// Rows that wait in the outbox.
async fn waiting(house: &House) -> i64 {
    let path = house.directory.path().join("provider.db");
    let pool = database::open(&path, database::Schema::Provider)
        .await
        .unwrap();
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM webhook_messages");
    let count = count.fetch_one(&pool).await.unwrap();
    pool.close().await;
    count
}

fn ids(told: &[Received]) -> Vec<&str> {
    told.iter()
        .map(|one| one.body["data"]["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn without_an_endpoint_nothing_is_written_down() {
    let house = House::with(Settings::new(HOST)).await;
    let id = house.user("ann@example.com").await;
    house.signed_in("ann@example.com").await;
    act(
        &house,
        Method::POST,
        &format!("/v1/users/{id}/ban"),
        json!({}),
    )
    .await;
    act(
        &house,
        Method::DELETE,
        &format!("/v1/users/{id}"),
        json!({}),
    )
    .await;
    assert_eq!(waiting(&house).await, 0);
}

#[tokio::test]
async fn what_is_refused_is_not_told() {
    let (house, endpoint) = house().await;
    let id = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    device.session(&house, &session, "end").await.ok();
    told(&house, &endpoint).await;

    // The row of the user is written before the address is found to be taken.
    let taken =
        json!({"email_address": ["new@example.com", "bob@example.com"], "password": PASSWORD});
    let refused = house.post("/v1/users", taken).await;
    refused.refused(422, "form_identifier_exists");
    let path = format!("/v1/users/{id}");
    let refused = house.patch(&path, json!({"username": "a@b"})).await;
    refused.refused(422, "form_param_format_invalid");
    let address = json!({"user_id": id, "email_address": "bob@example.com"});
    let refused = house.post("/v1/email_addresses", address).await;
    refused.refused(422, "form_identifier_exists");
    // Of several one is not there: nobody is banned.
    let both = json!({"user_ids": [id, "user_nobody"]});
    assert_eq!(house.post("/v1/users/ban", both).await.status, 404);
    let path = format!("/v1/sessions/{session}/revoke");
    assert_eq!(house.backend(Method::POST, &path, None).await.status, 400);
    let reply = house
        .backend(Method::DELETE, "/v1/users/user_x", None)
        .await;
    assert_eq!(reply.status, 404);
    let wrong = Device::default()
        .sign_in(&house, "ann@example.com", "wrong password")
        .await;
    wrong.refused(422, "form_password_or_identifier_incorrect");
    assert_eq!(kinds(&house, &endpoint).await, NOTHING);
}

#[tokio::test]
async fn what_cannot_be_told_does_not_happen() {
    let (house, endpoint) = house().await;
    let id = house.user("ann@example.com").await;
    let (_, session) = house.signed_in("ann@example.com").await;
    told(&house, &endpoint).await;
    let path = house.directory.path().join("provider.db");
    let pool = database::open(&path, database::Schema::Provider)
        .await
        .unwrap();
    let rename = async |from: &str, to: &str| {
        let statement = format!("ALTER TABLE {from} RENAME TO {to}");
        let statement = sqlx::query(sqlx::AssertSqlSafe(statement));
        statement.execute(&pool).await.unwrap();
    };
    rename("webhook_messages", "gone").await;
    let ban = format!("/v1/users/{id}/ban");
    let key = house.provider.secret_key();
    let request = Request::post(ban)
        .header("host", HOST)
        .header("authorization", format!("Bearer {}", key.expose()));
    let request = request.body(Body::empty()).unwrap();
    // No answer that Clerk describes: the store is broken.
    let broken = house.provider.router();
    let answer = tower::ServiceExt::oneshot(broken, request).await;
    assert_eq!(answer.unwrap().status(), 500);
    rename("gone", "webhook_messages").await;
    let user = house.get(&format!("/v1/users/{id}")).await.ok();
    assert_eq!(user["banned"], false);
    let session = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(session["status"], "active");
    assert_eq!(kinds(&house, &endpoint).await, NOTHING);
}

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
async fn sessions_that_begin_are_told_with_who_acts_in_them() {
    let (house, endpoint) = house().await;
    let id = house.user("ann@example.com").await;
    told(&house, &endpoint).await;
    house.clock.advance(MINUTE);
    let (_, own) = house.signed_in("ann@example.com").await;
    let (_, acted) = house.impersonating(&id).await;
    let made = act(&house, Method::POST, "/v1/sessions", json!({"user_id": id})).await;
    let told = told(&house, &endpoint).await;
    assert_eq!(ids(&told), [&own, &acted, made["id"].as_str().unwrap()]);
    for one in &told {
        assert_eq!(one.kind(), "session.created");
        let data = &one.body["data"];
        assert_eq!(
            (&data["status"], &data["user_id"]),
            (&json!("active"), &json!(id))
        );
        assert_eq!(data["user"]["id"], json!(id));
        assert_eq!(data["user"]["last_sign_in_at"], START + MINUTE);
    }
    assert_eq!(told[0].body["data"]["actor"], Value::Null);
    assert_eq!(told[1].body["data"]["actor"], json!({"sub": "user_staff"}));
}

#[tokio::test]
async fn sessions_that_somebody_ends_are_told_each_and_those_that_time_ends_are_not() {
    let (house, endpoint) = house().await;
    let id = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    // One client with both.
    let (mut device, ann) = house.signed_in("ann@example.com").await;
    let both = async |device: &mut Device| {
        let reply = device.sign_in(&house, "bob@example.com", PASSWORD).await;
        reply.created_session()
    };
    let bob = both(&mut device).await;
    told(&house, &endpoint).await;
    device.session(&house, &ann, "end").await.ok();
    device.session(&house, &bob, "remove").await.ok();
    let over = told(&house, &endpoint).await;
    assert_eq!(ids(&over), [ann, bob]);
    assert_eq!(
        (over[0].kind(), over[1].kind()),
        ("session.ended", "session.removed")
    );
    assert_eq!(over[1].body["data"]["status"], "removed");

    for (path, kind) in [
        ("/v1/client/sessions", "session.removed"),
        ("/v1/client", "session.ended"),
    ] {
        let ann = device.sign_in(&house, "ann@example.com", PASSWORD).await;
        house.clock.advance(1);
        let bob = both(&mut device).await;
        told(&house, &endpoint).await;
        device.call(&house, Method::DELETE, path, &[]).await.ok();
        let over = told(&house, &endpoint).await;
        assert_eq!(ids(&over), [ann.created_session(), bob], "{path}");
        assert!(over.iter().all(|one| one.kind() == kind), "{path}");
    }

    let at = |rest: &str| format!("/v1/users/{id}{rest}");
    for (method, path, body) in [
        (Method::POST, at("/ban"), json!({})),
        (
            Method::PATCH,
            at(""),
            json!({"password": PASSWORD, "sign_out_of_other_sessions": true}),
        ),
        (
            Method::POST,
            at("/remove_password"),
            json!({"sign_out_of_other_sessions": true}),
        ),
        (Method::DELETE, at(""), json!({})),
    ] {
        act(&house, Method::POST, &at("/unban"), json!({})).await;
        let new = json!({"user_id": id});
        let one = act(&house, Method::POST, "/v1/sessions", new).await["id"].clone();
        house.clock.advance(1);
        let (_, two) = house.impersonating(&id).await;
        told(&house, &endpoint).await;
        act(&house, method.clone(), &path, body).await;
        let told = told(&house, &endpoint).await;
        let revoked = told.iter().filter(|one| one.kind() == "session.revoked");
        let revoked: Vec<_> = revoked.map(|one| one.body["data"]["id"].clone()).collect();
        assert_eq!(revoked, [one, json!(two)], "{method} {path}");
        let of_user = told.iter().filter(|one| one.kind().starts_with("user."));
        assert_eq!(of_user.count(), 1, "{method} {path}");
    }

    let (_, late) = house.signed_in("bob@example.com").await;
    told(&house, &endpoint).await;
    house.clock.advance(40 * 24 * 60 * MINUTE);
    let session = house.get(&format!("/v1/sessions/{late}")).await.ok();
    assert_ne!(session["status"], "active");
    assert_eq!(kinds(&house, &endpoint).await, NOTHING);
}

#[tokio::test]
async fn who_asked_is_told_along() {
    let (house, endpoint) = house().await;
    house.user("ann@example.com").await;
    let by_program = told(&house, &endpoint).await;
    let nobody = json!({"http_request": {"client_ip": "0.0.0.0", "user_agent": ""}});
    assert_eq!(by_program[0].body["event_attributes"], nobody);
    let form = format!("strategy=password&identifier=ann@example.com&password={PASSWORD}");
    let peer: SocketAddr = "[::ffff:192.0.2.7]:4000".parse().unwrap();
    let request = Request::post("/v1/client/sign_ins?_is_native=1")
        .header("host", HOST)
        .header("authorization", "")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("user-agent", "Mozilla/5.0")
        .extension(ConnectInfo(peer));
    house
        .send(request.body(Body::from(form)).unwrap())
        .await
        .ok();
    let told = told(&house, &endpoint).await;
    let asked = json!({"http_request": {"client_ip": "192.0.2.7", "user_agent": "Mozilla/5.0"}});
    assert_eq!(told[0].body["event_attributes"], asked);
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
async fn every_endpoint_is_told_the_same_message() {
    let (one, other) = (Endpoint::new().await, Endpoint::new().await);
    let house = House::with(super::endpoint::told_to(&[&one, &other])).await;
    house.user("ann@example.com").await;
    let first = told(&house, &one).await;
    let second = other.received();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_eq!(
        (first[0].id(), &first[0].bytes),
        (second[0].id(), &second[0].bytes)
    );
}
