//! Events come with a change, and never without one.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, Request};
use provider::Settings;
use serde_json::json;

use super::endpoint::{Endpoint, NOTHING, act, house, kinds, told, told_to};
use crate::house::{Device, HOST, House, PASSWORD};

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
async fn every_endpoint_is_told_the_same_message() {
    let (one, other) = (Endpoint::new().await, Endpoint::new().await);
    let house = House::with(told_to(&[&one, &other])).await;
    house.user("ann@example.com").await;
    let first = told(&house, &one).await;
    let second = other.received();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_eq!(
        (first[0].id(), &first[0].bytes),
        (second[0].id(), &second[0].bytes)
    );
}
