//! Accounts that are locked: by too many wrong passwords, or by the Backend API.

use ambient::{MINUTE, SECOND};
use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD};

const WRONG: &str = "form_password_or_identifier_incorrect";

async fn shown(house: &House, id: &str) -> (Value, Value, Value) {
    let user = house.get(&format!("/v1/users/{id}")).await.ok();
    (
        user["locked"].clone(),
        user["lockout_expires_in_seconds"].clone(),
        user["verification_attempts_remaining"].clone(),
    )
}

async fn set(house: &House, id: &str, action: &str) {
    let path = format!("/v1/users/{id}/{action}");
    house.backend(Method::POST, &path, None).await.ok();
}

#[tokio::test]
async fn a_locked_account_lets_nobody_in_by_password_until_the_lock_ends() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    set(&house, &id, "lock").await;
    assert_eq!(
        shown(&house, &id).await,
        (json!(true), json!(3_600), json!(100))
    );
    for password in [PASSWORD, "wrong password"] {
        let refused = Device::default()
            .sign_in(&house, "ann@example.com", password)
            .await;
        refused.refused(403, "user_locked");
        assert_eq!(
            refused.body["errors"][0]["meta"]["lockout_expires_in_seconds"],
            3_600
        );
    }
    device.session(&house, &session, "touch").await.ok();
    house.clock.advance(60 * MINUTE - SECOND);
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(403, "user_locked");
    house.clock.advance(SECOND);
    assert_eq!(
        shown(&house, &id).await,
        (json!(false), Value::Null, json!(100))
    );
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
}

#[tokio::test]
async fn a_hundred_wrong_passwords_lock_the_account_and_a_right_one_before_that_forgets_them() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    let wrong = async || {
        let mut device = Device::default();
        device
            .sign_in(&house, "ann@example.com", "wrong password")
            .await
    };
    for _ in 0..3 {
        wrong().await.refused(422, WRONG);
    }
    assert_eq!(shown(&house, &id).await.2, 97);
    house.signed_in("ann@example.com").await;
    assert_eq!(shown(&house, &id).await.2, 100);
    for _ in 0..100 {
        wrong().await.refused(422, WRONG);
    }
    assert_eq!(
        shown(&house, &id).await,
        (json!(true), json!(3_600), json!(0))
    );
    wrong().await.refused(403, "user_locked");
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(403, "user_locked");
    house.clock.advance(60 * MINUTE);
    assert_eq!(
        shown(&house, &id).await,
        (json!(false), Value::Null, json!(100))
    );
    wrong().await.refused(422, WRONG);
    assert_eq!(
        shown(&house, &id).await.2,
        99,
        "a lock that is over is forgotten"
    );
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
}

#[tokio::test]
async fn an_unlocked_account_is_as_new_and_whoever_acts_as_the_user_is_not_locked_out() {
    let house = House::new().await;
    let id = house.user("ann@example.com").await;
    set(&house, &id, "lock").await;
    house.impersonating(&id).await;
    set(&house, &id, "unlock").await;
    assert_eq!(
        shown(&house, &id).await,
        (json!(false), Value::Null, json!(100))
    );
    house.signed_in("ann@example.com").await;
    for action in ["lock", "unlock"] {
        let path = format!("/v1/users/user_nobody/{action}");
        let reply = house.backend(Method::POST, &path, None).await;
        reply.refused(404, "resource_not_found");
    }
}

#[tokio::test]
async fn the_environment_says_when_accounts_are_locked() {
    let house = House::new().await;
    let environment = Device::default().get(&house, "/v1/environment").await.ok();
    assert_eq!(
        environment["user_settings"]["attack_protection"]["user_lockout"],
        json!({"enabled": true, "max_attempts": 100, "duration_in_minutes": 60})
    );
}
