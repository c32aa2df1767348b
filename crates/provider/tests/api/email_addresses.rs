//! E-mail addresses of users, by the Backend API.

use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD};

const EMAILS: &str = "/v1/email_addresses";
const WRONG: &str = "form_password_or_identifier_incorrect";

async fn user(house: &House, id: &str) -> Value {
    house.get(&format!("/v1/users/{id}")).await.ok()
}

fn path_of(email: &Value) -> String {
    format!("{EMAILS}/{}", email["id"].as_str().unwrap())
}

#[tokio::test]
async fn an_address_that_cannot_be_added_is_refused() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    for (body, status, code) in [
        (json!({"user_id": ann}), 422, "form_param_missing"),
        (
            json!({"email_address": "a@example.com"}),
            422,
            "form_param_missing",
        ),
        (
            json!({"user_id": ann, "email_address": "nothing"}),
            422,
            "form_param_format_invalid",
        ),
        (
            json!({"user_id": ann, "email_address": "BOB@example.com"}),
            422,
            "form_identifier_exists",
        ),
        (
            json!({"user_id": "user_nobody", "email_address": "a@example.com"}),
            404,
            "resource_not_found",
        ),
        (
            json!({"user_id": ann, "email_address": "a@example.com", "primary": true}),
            422,
            "form_param_value_invalid",
        ),
        (
            json!({"user_id": ann, "email_address": "a@example.com", "role": "x"}),
            422,
            "form_param_unknown",
        ),
    ] {
        house.post(EMAILS, body).await.refused(status, code);
    }
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        let reply = house
            .backend(method, &format!("{EMAILS}/idn_none"), None)
            .await;
        reply.refused(404, "resource_not_found");
    }
    assert_eq!(
        user(&house, &ann).await["email_addresses"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn an_address_nobody_vouched_for_signs_nobody_in_until_somebody_does() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let body = json!({"user_id": ann, "email_address": "Second@example.com"});
    let second = house.post(EMAILS, body).await.ok();
    assert_eq!(
        (&second["verification"], &second["reserved"]),
        (&Value::Null, &json!(false))
    );
    let sign_in = async || {
        let mut device = Device::default();
        device.sign_in(&house, "second@example.com", PASSWORD).await
    };
    sign_in().await.refused(422, WRONG);
    let verified = house
        .patch(&path_of(&second), json!({"verified": true}))
        .await
        .ok();
    assert_eq!(verified["verification"]["status"], "verified");
    assert_eq!(house.get(&path_of(&second)).await.ok(), verified);
    sign_in().await.ok();
    let found = house.get("/v1/users?email_address_query=second").await.ok();
    assert_eq!(found[0]["id"], ann.as_str(), "found by it at once");
}

#[tokio::test]
async fn the_primary_address_is_one_that_is_verified() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let body = json!({"user_id": ann, "email_address": "second@example.com"});
    let second = house.post(EMAILS, body).await.ok();
    let path = path_of(&second);
    house
        .patch(&path, json!({"primary": true}))
        .await
        .refused(422, "form_param_value_invalid");
    house
        .patch(&path, json!({"verified": true, "primary": true}))
        .await
        .ok();
    assert_eq!(
        user(&house, &ann).await["primary_email_address_id"],
        second["id"]
    );
    house
        .patch(&path, json!({"verified": false}))
        .await
        .refused(422, "form_param_value_invalid");
    let body = json!({
        "user_id": ann, "email_address": "third@example.com", "verified": true, "primary": true,
        "notify_primary_email_address_changed": true,
    });
    let third = house.post(EMAILS, body).await.ok();
    assert_eq!(
        user(&house, &ann).await["primary_email_address_id"],
        third["id"]
    );
}

#[tokio::test]
async fn the_last_address_stays_and_another_takes_the_place_of_the_primary_one() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let first = user(&house, &ann).await["email_addresses"][0].clone();
    house
        .backend(Method::DELETE, &path_of(&first), None)
        .await
        .refused(400, "identification_deletion_failed");
    let body = json!({"user_id": ann, "email_address": "second@example.com", "verified": true});
    let second = house.post(EMAILS, body).await.ok();
    let gone = house
        .backend(Method::DELETE, &path_of(&first), None)
        .await
        .ok();
    assert_eq!(
        gone,
        json!({"object": "email_address", "id": first["id"], "deleted": true})
    );
    assert_eq!(
        user(&house, &ann).await["primary_email_address_id"],
        second["id"]
    );
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(422, WRONG);
    house.user("ann@example.com").await;
}

#[tokio::test]
async fn one_address_takes_the_place_of_all() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let path = format!("/v1/users/{ann}/email_address");
    let put = |body: Value| house.backend(Method::PUT, &path, Some(body));
    put(json!({})).await.refused(422, "form_param_missing");
    put(json!({"email_address": "bob@example.com"}))
        .await
        .refused(422, "form_identifier_exists");
    put(json!({"email_address": "new@example.com", "identification_status": "maybe"}))
        .await
        .refused(422, "form_param_value_invalid");
    let new = put(json!({"email_address": "new@example.com", "identification_status": "reserved"}))
        .await
        .ok();
    assert_eq!(new["reserved"], true);
    let shown = user(&house, &ann).await;
    assert_eq!(shown["email_addresses"], json!([new]));
    assert_eq!(shown["primary_email_address_id"], new["id"]);
    put(json!({"email_address": "new@example.com"})).await.ok();
    Device::default()
        .sign_in(&house, "new@example.com", PASSWORD)
        .await
        .ok();
    assert_eq!(house.get("/v1/users?query=ann@").await.ok(), json!([]));
}
