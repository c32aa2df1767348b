//! Tickets, and the sessions that come of them.

use ambient::{MINUTE, Random, SECOND};
use http::{Method, StatusCode};
use provider::{Provider, Settings};
use serde_json::{Value, json};

use crate::house::{Device, HOST, House, PASSWORD, START};

#[tokio::test]
async fn a_ticket_works_once() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let ticket = house.actor_token(&user).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    Device::default().ticket(&house, &ticket).await.ok();
    Device::default()
        .ticket(&house, &ticket)
        .await
        .refused(400, "actor_token_already_used_code");
}

#[tokio::test]
async fn of_two_who_use_a_ticket_at_once_one_gets_in() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let ticket = house.actor_token(&user).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let (mut one, mut two) = (Device::default(), Device::default());
    let (one, two) = tokio::join!(one.ticket(&house, &ticket), two.ticket(&house, &ticket));
    let mut got = [one.status, two.status];
    got.sort();
    assert_eq!(got, [StatusCode::OK, StatusCode::BAD_REQUEST]);
}

#[tokio::test]
async fn a_revoked_ticket_does_not_work() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let token = house.actor_token(&user).await;
    let revoke = format!("/v1/actor_tokens/{}/revoke", token["id"].as_str().unwrap());
    house.backend(Method::POST, &revoke, None).await.ok();
    Device::default()
        .ticket(&house, token["token"].as_str().unwrap())
        .await
        .refused(400, "actor_token_revoked_code");
}

#[tokio::test]
async fn an_expired_ticket_does_not_work_from_its_last_second_on() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let body = json!({"user_id": user, "actor": {"sub": "a"}, "expires_in_seconds": 60});
    let token = house
        .backend(Method::POST, "/v1/actor_tokens", Some(body))
        .await
        .ok();
    let ticket = token["token"].as_str().unwrap();
    house.clock.advance(60 * SECOND);
    Device::default()
        .ticket(&house, ticket)
        .await
        .refused(400, "ticket_expired_code");
    house.clock.advance(-1);
    Device::default().ticket(&house, ticket).await.ok();
}

#[tokio::test]
async fn garbled_and_foreign_tickets_are_invalid() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let ticket = house.actor_token(&user).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let (device, _) = house.signed_in("ann@example.com").await;

    let directory = tempfile::tempdir().unwrap();
    let pool = database::open(&directory.path().join("p.db"), database::Schema::Provider)
        .await
        .unwrap();
    let random = Random::seeded(77);
    let other = Provider::open(pool, Settings::new(HOST), house.clock.clone(), random)
        .await
        .unwrap();
    let elsewhere = House {
        router: crate::spec::checked(other.router()),
        provider: other,
        clock: house.clock.clone(),
        directory,
    };
    let their_user = elsewhere.user("ann@example.com").await;
    let foreign = elsewhere.actor_token(&their_user).await["token"]
        .as_str()
        .unwrap()
        .to_owned();

    let garbled = ticket.replacen('.', "x.", 1);
    for ticket in [
        garbled,
        foreign,
        device.token,
        "nonsense".to_owned(),
        format!("{ticket}A"),
    ] {
        Device::default()
            .ticket(&house, &ticket)
            .await
            .refused(400, "ticket_invalid_code");
    }
    Device::default().ticket(&house, &ticket).await.ok();
}

#[tokio::test]
async fn the_ticket_of_a_deleted_subject_says_so_and_that_of_a_banned_one_too() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let ticket = house.actor_token(&user).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    house
        .backend(Method::POST, &format!("/v1/users/{user}/ban"), None)
        .await
        .ok();
    Device::default()
        .ticket(&house, &ticket)
        .await
        .refused(403, "user_banned");
    house
        .backend(Method::DELETE, &format!("/v1/users/{user}"), None)
        .await
        .ok();
    Device::default()
        .ticket(&house, &ticket)
        .await
        .refused(404, "actor_token_subject_not_found");
}

#[tokio::test]
async fn no_second_session_comes_to_a_client_that_holds_an_impersonated_one() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut device, session) = house.impersonating(&ann).await;
    let bob = house.user("eve@example.com").await;
    let ticket = house.actor_token(&bob).await["token"]
        .as_str()
        .unwrap()
        .to_owned();

    device
        .ticket(&house, &ticket)
        .await
        .refused(409, "session_creation_not_allowed");
    device
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .refused(409, "session_creation_not_allowed");
    let begin = [("identifier", "bob@example.com")];
    device
        .post(&house, "/v1/client/sign_ins", &begin)
        .await
        .refused(409, "session_creation_not_allowed");

    device.session(&house, &session, "end").await.ok();
    device.ticket(&house, &ticket).await.ok();
}

#[tokio::test]
async fn an_attempt_begun_before_the_impersonation_cannot_be_finished_inside_it() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let mut device = Device::default();
    let named = [("identifier", "bob@example.com")];
    let begun = device
        .post(&house, "/v1/client/sign_ins", &named)
        .await
        .ok();
    let attempt = format!(
        "/v1/client/sign_ins/{}/attempt_first_factor",
        begun["response"]["id"].as_str().unwrap()
    );
    let ticket = house.actor_token(&ann).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    device.ticket(&house, &ticket).await.ok();
    let right = [("strategy", "password"), ("password", PASSWORD)];
    device
        .post(&house, &attempt, &right)
        .await
        .refused(409, "session_creation_not_allowed");
}

#[tokio::test]
async fn an_impersonated_session_that_nobody_uses_ends_after_ten_minutes() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let (mut device, session) = house.impersonating(&user).await;
    house.clock.advance(10 * MINUTE - 1);
    device.session(&house, &session, "tokens").await.ok();
    house.clock.advance(10 * MINUTE - 1);
    device.session(&house, &session, "touch").await.ok();
    house.clock.advance(10 * MINUTE);
    device
        .session(&house, &session, "touch")
        .await
        .refused(401, "authentication_invalid");
    device
        .session(&house, &session, "tokens")
        .await
        .refused(401, "authentication_invalid");
    let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(shown["status"], "abandoned");
    let client = device.get(&house, "/v1/client").await.ok();
    assert_eq!(client["response"]["sessions"], json!([]));
    assert_eq!(client["response"]["last_active_session_id"], Value::Null);
}

#[tokio::test]
async fn an_impersonated_session_ends_at_its_maximum_however_busy_and_so_does_its_last_token() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let body = json!({
        "user_id": user, "actor": {"sub": "a"}, "session_max_duration_in_seconds": 300,
    });
    let token = house
        .backend(Method::POST, "/v1/actor_tokens", Some(body))
        .await
        .ok();
    let mut device = Device::default();
    let reply = device
        .ticket(&house, token["token"].as_str().unwrap())
        .await;
    let session = reply.created_session();
    house.clock.advance(280 * SECOND);
    let reply = device.session(&house, &session, "tokens").await;
    let claims = house.verify(reply.jwt()).await;
    assert_eq!(
        claims.exp,
        START / 1000 + 300,
        "a token never outlives its session"
    );
    house.clock.advance(20 * SECOND);
    device
        .session(&house, &session, "tokens")
        .await
        .refused(401, "authentication_invalid");
    let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(shown["status"], "expired");
}

#[tokio::test]
async fn the_default_maximum_is_half_an_hour() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let (_, session) = house.impersonating(&user).await;
    let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(shown["expire_at"], START + 30 * MINUTE);
    assert_eq!(shown["abandon_at"], START + 10 * MINUTE);
}

#[tokio::test]
async fn the_actor_is_verbatim_on_the_session_and_in_its_token_and_nowhere_on_the_user() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let actor = json!({
        "sub": "user_staff", "impersonation_id": "imp_1", "additionalProperties": {"deep": [1, null]},
    });
    let body = json!({"user_id": user, "actor": actor});
    let token = house
        .backend(Method::POST, "/v1/actor_tokens", Some(body))
        .await
        .ok();
    assert_eq!(token["actor"], actor);
    let mut device = Device::default();
    let reply = device
        .ticket(&house, token["token"].as_str().unwrap())
        .await;
    let session = reply.created_session();
    assert_eq!(reply.body["response"]["status"], "complete");
    assert_eq!(reply.body["client"]["sessions"][0]["actor"], actor);

    let touched = device.session(&house, &session, "touch").await.ok();
    assert_eq!(touched["response"]["actor"], actor);
    let claims = house
        .verify(
            touched["response"]["last_active_token"]["jwt"]
                .as_str()
                .unwrap(),
        )
        .await;
    assert_eq!(claims.act.map(Value::Object), Some(actor));
    assert_eq!((claims.sub, claims.sid), (user.clone(), session));
    assert_eq!(
        touched["response"]["factor_verification_age"],
        json!([-1, -1])
    );

    let shown = house.get(&format!("/v1/users/{user}")).await.ok();
    assert_eq!(
        shown["last_sign_in_at"],
        Value::Null,
        "the user did not sign in"
    );
    assert_eq!(
        shown["last_active_at"],
        Value::Null,
        "the user was not active"
    );
}

#[tokio::test]
async fn revoking_the_session_ends_it_on_its_client_at_once() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let (mut device, session) = house.impersonating(&user).await;
    device.session(&house, &session, "tokens").await.ok();
    let revoke = format!("/v1/sessions/{session}/revoke");
    let revoked = house.backend(Method::POST, &revoke, None).await.ok();
    assert_eq!(revoked["status"], "revoked");
    device
        .session(&house, &session, "tokens")
        .await
        .refused(401, "authentication_invalid");
    device
        .get(&house, "/v1/me")
        .await
        .refused(401, "authentication_invalid");
    house
        .backend(Method::POST, &revoke, None)
        .await
        .refused(400, "invalid_action_for_session");
}

#[tokio::test]
async fn two_actors_may_act_as_one_user_at_once() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let (mut one, first) = house.impersonating(&user).await;
    let (mut two, second) = house.impersonating(&user).await;
    one.session(&house, &first, "end").await.ok();
    two.session(&house, &second, "touch").await.ok();
}
