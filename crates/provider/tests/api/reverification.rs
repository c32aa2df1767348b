//! Proving again who one is, by a password or a code by e-mail.

use std::sync::Arc;

use ambient::MINUTE;
use provider::Settings;
use serde_json::{Value, json};

use crate::email_codes::Letters;
use crate::house::{Device, HOST, House, PASSWORD, Reply};

pub(crate) async fn verify(
    device: &mut Device,
    house: &House,
    session: &str,
    rest: &str,
    form: &[(&str, &str)],
) -> Reply {
    let path = format!("/v1/client/sessions/{session}/verify{rest}");
    device.post(house, &path, form).await
}

pub(crate) async fn begin(device: &mut Device, house: &House, session: &str, level: &str) -> Value {
    let reply = verify(device, house, session, "", &[("level", level)]).await;
    reply.ok()["response"].clone()
}

/// The ages that a token of the session carries.
pub(crate) async fn ages(device: &mut Device, house: &House, session: &str) -> Vec<i64> {
    let reply = device.session(house, session, "tokens").await;
    house.verify(reply.jwt()).await.fva.unwrap()
}

#[tokio::test]
async fn a_level_and_a_factor_that_are_none_are_refused() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let (mut bob, _) = house.signed_in("bob@example.com").await;
    for (rest, form, status, code) in [
        ("", &[][..], 422, "form_param_missing"),
        ("", &[("level", "all")], 422, "form_param_value_invalid"),
        (
            "",
            &[("level", "first_factor"), ("x", "y")],
            422,
            "form_param_unknown",
        ),
        (
            "/prepare_first_factor",
            &[("strategy", "phone_code")],
            400,
            "strategy_for_user_invalid",
        ),
        (
            "/prepare_first_factor",
            &[("strategy", "email_code"), ("email_address_id", "idn_x")],
            422,
            "form_resource_not_found",
        ),
        (
            "/attempt_first_factor",
            &[("strategy", "totp"), ("code", "1")],
            400,
            "strategy_for_user_invalid",
        ),
        (
            "/attempt_first_factor",
            &[("strategy", "password")],
            422,
            "form_param_missing",
        ),
        (
            "/attempt_first_factor",
            &[("strategy", "password"), ("password", "wrong password")],
            422,
            "form_password_incorrect",
        ),
        (
            "/attempt_first_factor",
            &[("strategy", "email_code"), ("code", "123456")],
            400,
            "verification_not_sent",
        ),
        (
            "/prepare_second_factor",
            &[("strategy", "phone_code")],
            400,
            "strategy_for_user_invalid",
        ),
        (
            "/attempt_second_factor",
            &[("strategy", "totp"), ("code", "123456")],
            400,
            "strategy_for_user_invalid",
        ),
    ] {
        verify(&mut device, &house, &session, rest, form)
            .await
            .refused(status, code);
    }
    let level = [("level", "first_factor")];
    verify(&mut bob, &house, &session, "", &level)
        .await
        .refused(404, "resource_not_found");
    device.session(&house, &session, "end").await.ok();
    verify(&mut device, &house, &session, "", &level)
        .await
        .refused(401, "authentication_invalid");
}

#[tokio::test]
async fn without_a_second_factor_the_password_is_asked_for_at_every_level() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    house.clock.advance(20 * MINUTE);
    assert_eq!(ages(&mut device, &house, &session).await, [20, -1]);
    let user = house.get(&format!("/v1/users/{ann}")).await.ok();
    let address = &user["primary_email_address_id"];
    let offered = json!([
        {"strategy": "password"},
        {"strategy": "email_code", "safe_identifier": "a***@example.com", "email_address_id": address},
    ]);
    for level in ["second_factor", "multi_factor", "first_factor"] {
        let begun = begin(&mut device, &house, &session, level).await;
        assert_eq!(
            (&begun["level"], &begun["status"]),
            (&json!("first_factor"), &json!("needs_first_factor"))
        );
        assert_eq!(begun["supported_first_factors"], offered);
    }
    let form = [("strategy", "password"), ("password", PASSWORD)];
    let reply = verify(
        &mut device,
        &house,
        &session,
        "/attempt_first_factor",
        &form,
    )
    .await;
    let proved = reply.ok()["response"].clone();
    assert_eq!(proved["status"], "complete");
    assert_eq!(proved["first_factor_verification"]["strategy"], "password");
    assert_eq!(proved["session"]["factor_verification_age"], json!([0, -1]));
    assert_eq!(ages(&mut device, &house, &session).await, [0, -1]);
}

#[tokio::test]
async fn a_code_by_e_mail_proves_the_first_factor_and_a_wrong_one_five_times_at_most() {
    let letters = Letters::default();
    let house = House::with(Settings {
        mail: Arc::new(letters.clone()),
        ..Settings::new(HOST)
    })
    .await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    house.clock.advance(20 * MINUTE);
    begin(&mut device, &house, &session, "first_factor").await;
    let by_code = [("strategy", "email_code")];
    let prepare = "/prepare_first_factor";
    let reply = verify(&mut device, &house, &session, prepare, &by_code).await;
    let sent = &reply.ok()["response"]["first_factor_verification"];
    assert_eq!(
        (&sent["status"], &sent["attempts"]),
        (&json!("unverified"), &json!(0))
    );
    let first = letters.code();
    let attempt = async |device: &mut Device, code: &str| {
        let form = [("strategy", "email_code"), ("code", code)];
        verify(device, &house, &session, "/attempt_first_factor", &form).await
    };
    for _ in 0..5 {
        attempt(&mut device, "not it")
            .await
            .refused(422, "form_code_incorrect");
    }
    attempt(&mut device, &first)
        .await
        .refused(400, "verification_failed");
    verify(&mut device, &house, &session, prepare, &by_code)
        .await
        .ok();
    let second = letters.code();
    house.clock.advance(10 * MINUTE);
    attempt(&mut device, &second)
        .await
        .refused(400, "verification_expired");
    verify(&mut device, &house, &session, prepare, &by_code)
        .await
        .ok();
    let third = letters.code();
    let proved = attempt(&mut device, &third).await.ok();
    assert_eq!(proved["response"]["status"], "complete");
    assert_eq!(ages(&mut device, &house, &session).await, [0, -1]);
    attempt(&mut device, &third)
        .await
        .refused(400, "verification_not_sent");
}
