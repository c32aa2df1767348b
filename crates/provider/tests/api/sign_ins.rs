//! Signing in with a password, in one step and in two.

use ambient::{MINUTE, Random};
use http::Method;
use provider::{NewUser, Settings};
use serde_json::{Value, json};

use crate::house::{Device, HOST, House, PASSWORD, START};

type Form<'a> = &'a [(&'a str, &'a str)];

const SIGN_INS: &str = "/v1/client/sign_ins";

#[tokio::test]
async fn unknown_address_wrong_password_and_no_password_read_the_same() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    house
        .new_user(NewUser {
            email_addresses: vec!["bare@example.com".to_owned()],
            ..NewUser::default()
        })
        .await;
    let mut answers = Vec::new();
    for email in ["ann@example.com", "nobody@example.com", "bare@example.com"] {
        let reply = Device::default()
            .sign_in(&house, email, "not the password")
            .await;
        reply.refused(422, "form_password_or_identifier_incorrect");
        answers.push(reply.body["errors"].clone());
    }
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
    assert_eq!(
        answers[0][0]["long_message"],
        "Email address or password is incorrect."
    );
}

#[tokio::test]
async fn the_first_of_two_steps_does_not_tell_whether_anybody_is_there() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let mut shown = Vec::new();
    for email in ["ann@example.com", "nobody@example.com"] {
        let body = Device::default()
            .post(&house, SIGN_INS, &[("identifier", email)])
            .await
            .ok();
        let mut response = body["response"].clone();
        for own in ["id", "identifier"] {
            response[own] = Value::Null;
        }
        let by_email = &mut response["supported_first_factors"][1];
        assert_eq!(by_email["email_address_id"].as_str().unwrap().len(), 31);
        by_email["email_address_id"] = Value::Null;
        by_email["safe_identifier"] = Value::Null;
        shown.push(response);
    }
    assert_eq!(shown[0], shown[1]);
    assert_eq!(shown[0]["status"], "needs_first_factor");
    let offered = &shown[0]["supported_first_factors"];
    assert_eq!(offered[0], json!({"strategy": "password"}));
    assert_eq!(offered[1]["strategy"], "email_code");
    assert_eq!(offered.as_array().unwrap().len(), 2);
    assert_eq!(shown[0]["user_data"], Value::Null);
}

#[tokio::test]
async fn the_second_step_refuses_wrong_passwords_other_clients_and_a_second_use() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let mut device = Device::default();
    let begun = device
        .post(&house, SIGN_INS, &[("identifier", "ann@example.com")])
        .await
        .ok();
    let id = begun["response"]["id"].as_str().unwrap();
    let attempt = format!("{SIGN_INS}/{id}/attempt_first_factor");
    let right = [("strategy", "password"), ("password", PASSWORD)];

    let wrong = [("strategy", "password"), ("password", "wrong password")];
    device
        .post(&house, &attempt, &wrong)
        .await
        .refused(422, "form_password_or_identifier_incorrect");
    let other = [("strategy", "email_code"), ("code", "424242")];
    device
        .post(&house, &attempt, &other)
        .await
        .refused(400, "verification_not_sent");

    let mut foreign = Device::default();
    foreign.post(&house, "/v1/client", &[]).await.ok();
    foreign
        .post(&house, &attempt, &right)
        .await
        .refused(404, "resource_not_found");
    Device::default()
        .post(&house, &attempt, &right)
        .await
        .refused(401, "signed_out");

    let client = device.get(&house, "/v1/client").await.ok();
    assert_eq!(
        client["response"]["sign_in"]["id"], id,
        "the attempt that is open is on the client"
    );
    let done = device.post(&house, &attempt, &right).await.ok();
    assert_eq!(done["response"]["status"], "complete");
    assert_eq!(done["client"]["sign_in"], Value::Null);
    assert_eq!(
        done["client"]["sessions"][0]["id"],
        done["response"]["created_session_id"]
    );
    device
        .post(&house, &attempt, &right)
        .await
        .refused(400, "strategy_for_user_invalid");
}

#[tokio::test]
async fn an_attempt_is_over_after_a_day() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let mut device = Device::default();
    let begun = device
        .post(&house, SIGN_INS, &[("identifier", "ann@example.com")])
        .await
        .ok();
    let id = begun["response"]["id"].as_str().unwrap().to_owned();
    device.get(&house, &format!("{SIGN_INS}/{id}")).await.ok();
    house.clock.advance(24 * 60 * MINUTE);
    device
        .get(&house, &format!("{SIGN_INS}/{id}"))
        .await
        .refused(404, "resource_not_found");
    assert_eq!(
        device.get(&house, "/v1/client").await.ok()["response"]["sign_in"],
        Value::Null
    );
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_named() {
    let house = House::new().await;
    let cases: [(Form<'_>, &str, &str); 6] = [
        (
            &[("strategy", "password"), ("identifier", "a@b.c")],
            "form_param_missing",
            "password",
        ),
        (
            &[("strategy", "password"), ("password", "x")],
            "form_param_missing",
            "identifier",
        ),
        (&[("strategy", "ticket")], "form_param_missing", "ticket"),
        (
            &[("strategy", "ticket"), ("ticket", "")],
            "form_param_nil",
            "ticket",
        ),
        (
            &[("strategy", "oauth_google")],
            "form_param_value_invalid",
            "strategy",
        ),
        (
            &[("identifier", "a@b.c"), ("surprise", "1")],
            "form_param_unknown",
            "surprise",
        ),
    ];
    for (form, code, param) in cases {
        let reply = Device::default().post(&house, SIGN_INS, form).await;
        reply.refused(422, code);
        assert_eq!(reply.param(), param);
    }
}

#[tokio::test]
async fn the_banned_are_told_so_only_when_their_password_is_right() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    house
        .backend(Method::POST, &format!("/v1/users/{user}/ban"), None)
        .await
        .ok();
    Device::default()
        .sign_in(&house, "ann@example.com", "wrong password")
        .await
        .refused(422, "form_password_or_identifier_incorrect");
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(403, "user_banned");
}

#[tokio::test]
async fn a_refused_sign_in_leaves_no_client_and_no_token() {
    let house = House::new().await;
    let mut device = Device::default();
    device
        .sign_in(&house, "nobody@example.com", "wrong password")
        .await;
    assert_eq!(device.token, "");
}

#[tokio::test]
async fn one_user_signs_in_once_on_a_client_and_another_beside_them() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let again = device.sign_in(&house, "ann@example.com", PASSWORD).await;
    again.refused(400, "identifier_already_signed_in");
    assert_eq!(again.body["errors"][0]["meta"]["session_id"], session);
    let both = device
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .ok();
    assert_eq!(both["client"]["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(
        both["client"]["last_active_session_id"],
        both["response"]["created_session_id"]
    );
}

#[tokio::test]
async fn in_single_session_mode_a_client_holds_one_session() {
    let mut settings = Settings::new(HOST);
    settings.single_session_mode = true;
    let house = House::with(settings).await;
    house.user("ann@example.com").await;
    let bob = house.user("bob@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    device
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .refused(400, "session_exists");
    device
        .post(&house, SIGN_INS, &[("identifier", "bob@example.com")])
        .await
        .refused(400, "session_exists");
    let ticket = house.actor_token(&bob).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    device
        .ticket(&house, &ticket)
        .await
        .refused(400, "session_exists");
    device.session(&house, &session, "remove").await.ok();
    device.ticket(&house, &ticket).await.ok();
}

#[tokio::test]
async fn signing_in_takes_the_address_as_people_type_it_and_is_noted() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let mut device = Device::default();
    let body = device
        .sign_in(&house, " Ann@Example.COM ", PASSWORD)
        .await
        .ok();
    assert_eq!(
        body["response"]["first_factor_verification"]["strategy"],
        "password"
    );
    assert_eq!(body["client"]["last_authentication_strategy"], "password");
    let shown = house.get(&format!("/v1/users/{user}")).await.ok();
    assert_eq!(shown["last_sign_in_at"], START);
}

#[tokio::test]
async fn the_client_token_changes_with_the_sign_in_and_the_one_before_is_refused() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let mut planted = Device::default();
    planted.post(&house, "/v1/client", &[]).await.ok();
    let mut victim = planted.clone();
    victim
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
    assert_ne!(victim.token, planted.token);
    planted
        .get(&house, "/v1/client")
        .await
        .refused(401, "cookie_invalid");
    victim.get(&house, "/v1/client").await.ok();
}

#[tokio::test]
async fn forged_and_foreign_client_tokens_are_refused() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (device, _) = house.signed_in("ann@example.com").await;
    let ticket = {
        let user = house.user("bob@example.com").await;
        house.actor_token(&user).await["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut cut = device.token.clone();
    cut.pop();
    for token in [
        "nonsense".to_owned(),
        "a.b.c".to_owned(),
        cut,
        ticket,
        Random::seeded(3).secret(),
    ] {
        let mut forged = Device { token };
        forged
            .get(&house, "/v1/client")
            .await
            .refused(401, "cookie_invalid");
    }
}
