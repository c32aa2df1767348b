//! Making and taking back the tickets with which an actor signs in as a subject.

use ambient::{MINUTE, SECOND};
use http::Method;
use serde_json::json;

use crate::house::{Device, House};

const CREATE: &str = "/v1/actor_tokens";

#[tokio::test]
async fn a_ticket_needs_a_user_who_exists_and_an_actor_with_a_sub() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let wrong = [
        (
            json!({"actor": {"sub": "a"}}),
            "form_param_missing",
            "user_id",
        ),
        (
            json!({"user_id": null, "actor": {"sub": "a"}}),
            "form_param_nil",
            "user_id",
        ),
        (
            json!({"user_id": 5, "actor": {"sub": "a"}}),
            "form_param_format_invalid",
            "user_id",
        ),
        (
            json!({"user_id": "user_nobody", "actor": {"sub": "a"}}),
            "form_resource_not_found",
            "user_id",
        ),
        (json!({"user_id": user}), "form_param_missing", "actor"),
        (
            json!({"user_id": user, "actor": "a"}),
            "form_param_format_invalid",
            "actor",
        ),
        (
            json!({"user_id": user, "actor": {}}),
            "form_param_value_invalid",
            "actor",
        ),
        (
            json!({"user_id": user, "actor": {"sub": 7}}),
            "form_param_value_invalid",
            "actor",
        ),
        (
            json!({"user_id": user, "actor": {"sub": ""}}),
            "form_param_value_invalid",
            "actor",
        ),
    ];
    for (body, code, param) in wrong {
        let reply = house.backend(Method::POST, CREATE, Some(body)).await;
        reply.refused(422, code);
        assert_eq!(reply.param(), param);
    }
}

#[tokio::test]
async fn spans_that_are_no_spans_are_refused() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    for name in ["expires_in_seconds", "session_max_duration_in_seconds"] {
        for (seconds, code) in [
            (json!(0), "form_param_value_invalid"),
            (json!(-60), "form_param_value_invalid"),
            (json!(i64::MAX), "form_param_value_invalid"),
            (json!("60"), "form_param_format_invalid"),
            (json!(1.5), "form_param_format_invalid"),
        ] {
            let body = json!({"user_id": user, "actor": {"sub": "a"}, name: seconds});
            let reply = house.backend(Method::POST, CREATE, Some(body)).await;
            reply.refused(422, code);
            assert_eq!(reply.param(), name);
        }
    }
}

#[tokio::test]
async fn a_field_that_is_not_clerks_is_refused_by_name() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let body = json!({"user_id": user, "actor": {"sub": "a"}, "org_id": "org_1"});
    let reply = house.backend(Method::POST, CREATE, Some(body)).await;
    reply.refused(422, "form_param_unknown");
    assert_eq!(reply.param(), "org_id");
}

#[tokio::test]
async fn a_ticket_that_was_used_or_revoked_or_never_was_cannot_be_revoked() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    house
        .backend(Method::POST, "/v1/actor_tokens/act_none/revoke", None)
        .await
        .refused(404, "resource_not_found");

    let token = house.actor_token(&user).await;
    let revoke = format!("/v1/actor_tokens/{}/revoke", token["id"].as_str().unwrap());
    Device::default()
        .ticket(&house, token["token"].as_str().unwrap())
        .await
        .ok();
    let reply = house.backend(Method::POST, &revoke, None).await;
    reply.refused(400, "actor_token_cannot_be_revoked_code");
    assert!(reply.body.to_string().contains("its status is accepted"));

    let token = house.actor_token(&user).await;
    let revoke = format!("/v1/actor_tokens/{}/revoke", token["id"].as_str().unwrap());
    house.backend(Method::POST, &revoke, None).await.ok();
    house
        .backend(Method::POST, &revoke, None)
        .await
        .refused(400, "actor_token_cannot_be_revoked_code");
}

#[tokio::test]
async fn the_ticket_comes_once_bare_and_as_an_address_and_not_with_the_revoked_token() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let created = house.actor_token(&user).await;
    let ticket = created["token"].as_str().unwrap();
    let url = url::Url::parse(created["url"].as_str().unwrap()).unwrap();
    assert_eq!(url.path(), "/v1/tickets/accept");
    assert_eq!(
        url.query_pairs().next().unwrap(),
        ("ticket".into(), ticket.into())
    );
    assert_eq!(created["status"], "pending");
    let id = created["id"].as_str().unwrap();
    assert_eq!((id.len(), id.starts_with("act_")), (31, true));

    let revoke = format!("/v1/actor_tokens/{id}/revoke");
    let revoked = house.backend(Method::POST, &revoke, None).await.ok();
    assert_eq!(revoked["status"], "revoked");
    assert_eq!((revoked.get("token"), revoked.get("url")), (None, None));
}

#[tokio::test]
async fn without_a_span_a_ticket_is_good_for_an_hour() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let token = house.actor_token(&user).await;
    let ticket = token["token"].as_str().unwrap();
    house.clock.advance(60 * MINUTE);
    Device::default()
        .ticket(&house, ticket)
        .await
        .refused(400, "ticket_expired_code");
    house.clock.advance(-SECOND);
    Device::default().ticket(&house, ticket).await.ok();
}
