//! How often one may ask.

use std::net::SocketAddr;

use ambient::SECOND;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, Request};
use provider::{Limits, Settings};
use serde_json::json;

use crate::house::{Device, HOST, House, PASSWORD, Reply};

async fn limited() -> House {
    let mut settings = Settings::new(HOST);
    settings.limits = Some(Limits::development());
    House::with(settings).await
}

fn refused(reply: &Reply, seconds: &str) {
    reply.refused(429, "too_many_requests");
    assert_eq!(reply.headers["retry-after"], seconds);
}

/// A form from an address, without a client.
async fn from(house: &House, address: &str, path: &str, form: &str) -> Reply {
    let peer: SocketAddr = address.parse().unwrap();
    let request = Request::post(format!("{path}?_is_native=1"))
        .header("host", HOST)
        .header("content-type", "application/x-www-form-urlencoded")
        .extension(ConnectInfo(peer));
    house
        .send(request.body(Body::from(form.to_owned())).unwrap())
        .await
}

#[tokio::test]
async fn a_secret_key_asks_a_hundred_times_in_ten_seconds_and_for_public_keys_as_often_as_it_likes()
{
    let house = limited().await;
    for _ in 0..100 {
        house.get("/v1/users/count").await.ok();
    }
    house.clock.advance(9 * SECOND + 1);
    refused(&house.get("/v1/users/count").await, "1");
    house.get("/v1/jwks").await.ok();
    house.clock.advance(SECOND);
    house.get("/v1/users/count").await.ok();
}

#[tokio::test]
async fn whoever_has_no_key_uses_up_nobodys() {
    let house = limited().await;
    for _ in 0..120 {
        let request = Request::get("/v1/users")
            .header("host", HOST)
            .header("authorization", "Bearer sk_test_wrong");
        house
            .send(request.body(Body::empty()).unwrap())
            .await
            .refused(401, "clerk_key_invalid");
    }
    house.get("/v1/users").await.ok();
}

#[tokio::test]
async fn one_user_is_changed_ten_times_in_ten_seconds() {
    let house = limited().await;
    let ann = house.user("ann@example.com").await;
    let bob = house.user("bob@example.com").await;
    let (user, metadata) = (
        format!("/v1/users/{ann}"),
        format!("/v1/users/{ann}/metadata"),
    );
    for _ in 0..5 {
        house.patch(&user, json!({"first_name": "Anna"})).await.ok();
        house
            .patch(&metadata, json!({"public_metadata": {}}))
            .await
            .ok();
    }
    refused(&house.patch(&user, json!({})).await, "10");
    refused(
        &house.backend(Method::PUT, &metadata, Some(json!({}))).await,
        "10",
    );
    house.get(&user).await.ok();
    house
        .patch(&format!("/v1/users/{bob}"), json!({}))
        .await
        .ok();
    house.clock.advance(10 * SECOND);
    house.patch(&user, json!({})).await.ok();
}

#[tokio::test]
async fn an_address_begins_five_sign_ins_in_ten_seconds_and_tries_three_factors() {
    let house = limited().await;
    house.user("ann@example.com").await;
    let sign_ins = "/v1/client/sign_ins";
    let form = format!("strategy=password&identifier=ann@example.com&password={PASSWORD}");
    for _ in 0..5 {
        from(&house, "192.0.2.1:1000", sign_ins, &form).await.ok();
    }
    refused(&from(&house, "192.0.2.1:2000", sign_ins, &form).await, "10");
    refused(
        &from(&house, "[::ffff:192.0.2.1]:1", sign_ins, &form).await,
        "10",
    );
    from(&house, "192.0.2.2:1000", sign_ins, &form).await.ok();
    let attempt = "/v1/client/sign_ins/sia_none/attempt_first_factor";
    let form = "strategy=password&password=x";
    for _ in 0..3 {
        from(&house, "192.0.2.1:1000", attempt, form)
            .await
            .refused(401, "signed_out");
    }
    refused(&from(&house, "192.0.2.1:1000", attempt, form).await, "10");
}

#[tokio::test]
async fn the_program_itself_is_not_counted_and_nobody_is_unless_that_was_said() {
    let house = limited().await;
    house.user("ann@example.com").await;
    for _ in 0..7 {
        Device::default()
            .sign_in(&house, "ann@example.com", PASSWORD)
            .await
            .ok();
    }
    let house = House::new().await;
    for _ in 0..120 {
        house.get("/v1/users/count").await.ok();
    }
}
