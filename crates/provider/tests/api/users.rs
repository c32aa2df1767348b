//! Users: making, changing, checking.

use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD, START};

const USERS: &str = "/v1/users";

#[tokio::test]
async fn a_user_without_an_address_or_a_good_password_is_refused() {
    let house = House::new().await;
    let email = json!(["ann@example.com"]);
    let cases = [
        (json!({"password": PASSWORD}), "form_data_missing"),
        (
            json!({"email_address": [], "password": PASSWORD}),
            "form_data_missing",
        ),
        (json!({"email_address": email}), "form_data_missing"),
        (
            json!({"email_address": email, "password": "short"}),
            "form_password_length_too_short",
        ),
        (
            json!({"email_address": email, "password": "x".repeat(73)}),
            "form_password_length_too_long",
        ),
        (
            json!({"email_address": ["no address"], "password": PASSWORD}),
            "form_param_format_invalid",
        ),
        (
            json!({"email_address": "ann@example.com", "password": PASSWORD}),
            "form_param_format_invalid",
        ),
        (
            json!({"email_address": [1], "password": PASSWORD}),
            "form_param_format_invalid",
        ),
        (
            json!({"email_address": email, "password": PASSWORD, "admin": true}),
            "form_param_unknown",
        ),
        (
            json!({"email_address": email, "password_digest": "x", "password_hasher": "md5"}),
            "form_param_value_invalid",
        ),
        (
            json!({"email_address": email, "password_digest": "x", "password_hasher": "argon2id"}),
            "form_param_format_invalid",
        ),
        (
            json!({"email_address": email, "password": PASSWORD, "first_name": "x".repeat(257)}),
            "form_param_format_invalid",
        ),
        (
            json!({"email_address": email, "password": PASSWORD, "public_metadata": []}),
            "form_param_format_invalid",
        ),
    ];
    for (body, code) in cases {
        house
            .backend(Method::POST, USERS, Some(body))
            .await
            .refused(422, code);
    }
    assert_eq!(house.get("/v1/users/count").await.ok()["total_count"], 0);
}

#[tokio::test]
async fn what_is_taken_is_named() {
    let house = House::new().await;
    let body = json!({
        "email_address": ["ann@example.com"], "password": PASSWORD, "username": "ann", "external_id": "1",
    });
    house.backend(Method::POST, USERS, Some(body)).await.ok();
    for (field, value) in [
        ("email_address", json!(["ANN@example.com"])),
        ("username", json!("Ann")),
        ("external_id", json!("1")),
    ] {
        let mut body = json!({"email_address": ["bob@example.com"], "password": PASSWORD});
        body[field] = value;
        let reply = house.backend(Method::POST, USERS, Some(body)).await;
        reply.refused(422, "form_identifier_exists");
        assert_eq!(reply.param(), field);
    }
    assert_eq!(
        house.get("/v1/users/count").await.ok()["total_count"],
        1,
        "refusals leave nothing"
    );
}

#[tokio::test]
async fn a_user_is_shown_as_made_with_the_first_address_as_primary() {
    let house = House::new().await;
    let body = json!({
        "email_address": ["Ann@Example.com", "second@example.com"], "password": PASSWORD,
        "first_name": " Ann ", "last_name": "Example", "username": "ann",
        "public_metadata": {"role": "support"}, "private_metadata": {"x": 1},
    });
    let made = house.backend(Method::POST, USERS, Some(body)).await.ok();
    assert_eq!(
        (&made["first_name"], &made["username"]),
        (&json!("Ann"), &json!("ann"))
    );
    assert_eq!(
        made["email_addresses"][0]["email_address"],
        "ann@example.com"
    );
    assert_eq!(
        made["primary_email_address_id"],
        made["email_addresses"][0]["id"]
    );
    assert_eq!(
        made["email_addresses"][0]["verification"]["status"],
        "verified"
    );
    assert_eq!(
        (&made["password_enabled"], &made["created_at"]),
        (&json!(true), &json!(START))
    );
    let id = made["id"].as_str().unwrap();
    assert_eq!(house.get(&format!("{USERS}/{id}")).await.ok(), made);
    Device::default()
        .sign_in(&house, "ann", PASSWORD)
        .await
        .ok();
    Device::default()
        .sign_in(&house, "second@example.com", PASSWORD)
        .await
        .ok();
}

#[tokio::test]
async fn nobody_is_404_for_every_operation() {
    let house = House::new().await;
    let nobody = format!("{USERS}/user_nobody");
    for (method, path, body) in [
        (Method::GET, nobody.clone(), None),
        (
            Method::PATCH,
            nobody.clone(),
            Some(json!({"first_name": "x"})),
        ),
        (Method::DELETE, nobody.clone(), None),
        (Method::PATCH, format!("{nobody}/metadata"), Some(json!({}))),
        (
            Method::POST,
            format!("{nobody}/verify_password"),
            Some(json!({"password": "x"})),
        ),
    ] {
        house
            .backend(method, &path, body)
            .await
            .refused(404, "resource_not_found");
    }
}

#[tokio::test]
async fn a_password_is_verified_or_said_to_be_wrong_or_absent() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let verify = format!("{USERS}/{user}/verify_password");
    let send =
        |password: Value| house.backend(Method::POST, &verify, Some(json!({"password": password})));
    send(json!("wrong password"))
        .await
        .refused(422, "incorrect_password");
    send(json!(null)).await.refused(422, "form_param_nil");
    assert_eq!(send(json!(PASSWORD)).await.ok(), json!({"verified": true}));

    let body = json!({"email_address": ["bare@example.com"], "skip_password_requirement": true});
    let bare = house.backend(Method::POST, USERS, Some(body)).await.ok();
    let verify = format!("{USERS}/{}/verify_password", bare["id"].as_str().unwrap());
    house
        .backend(Method::POST, &verify, Some(json!({"password": "x"})))
        .await
        .refused(400, "no_password_set");
}

#[tokio::test]
async fn metadata_is_merged_deeply_and_null_deletes() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let path = format!("{USERS}/{user}/metadata");
    let first = json!({"public_metadata": {"role": "lead", "flags": {"a": 1, "b": 2}}, "unsafe_metadata": {"x": [1]}});
    house.backend(Method::PATCH, &path, Some(first)).await.ok();
    let second = json!({"public_metadata": {"role": null, "flags": {"a": null, "c": 3}}});
    let merged = house.backend(Method::PATCH, &path, Some(second)).await.ok();
    assert_eq!(
        merged["public_metadata"],
        json!({"flags": {"b": 2, "c": 3}})
    );
    assert_eq!(
        merged["unsafe_metadata"],
        json!({"x": [1]}),
        "what is not named stays"
    );
    let wrong = json!({"public_metadata": "text"});
    house
        .backend(Method::PATCH, &path, Some(wrong))
        .await
        .refused(422, "form_param_format_invalid");
}

#[tokio::test]
async fn a_change_names_what_it_changes_and_leaves_the_rest() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let path = format!("{USERS}/{user}");
    let change = |body: Value| house.backend(Method::PATCH, &path, Some(body));
    change(json!({"public_metadata": {}}))
        .await
        .refused(422, "form_param_unknown");
    change(json!({"primary_email_address_id": "idn_foreign"}))
        .await
        .refused(422, "form_resource_not_found");
    let changed = change(json!({"first_name": "Anna", "last_name": null}))
        .await
        .ok();
    assert_eq!(
        (&changed["first_name"], &changed["last_name"]),
        (&json!("Anna"), &Value::Null)
    );
    assert_eq!(
        changed["email_addresses"][0]["email_address"],
        "ann@example.com"
    );
    change(json!({"password": "another good one"})).await.ok();
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(422, "form_password_or_identifier_incorrect");
    Device::default()
        .sign_in(&house, "ann@example.com", "another good one")
        .await
        .ok();
}
