//! Proving again who one is, by a second factor.

use ambient::MINUTE;
use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD, Reply};
use crate::reverification::{ages, begin, verify};
use crate::second_factors::{self, ANN, totp};

/// Somebody with an authenticator app who signed in with it a while ago.
async fn signed_in_with_app(house: &House) -> (Device, String) {
    second_factors::ann(house).await;
    let mut device = Device::default();
    let begun = device.sign_in(house, ANN, PASSWORD).await.ok();
    let id = begun["response"]["id"].as_str().unwrap();
    let path = format!("/v1/client/sign_ins/{id}/attempt_second_factor");
    let form = [("strategy", "totp"), ("code", &*totp(house))];
    let session = device.post(house, &path, &form).await.created_session();
    (device, session)
}

async fn change_username(device: &mut Device, house: &House, name: &str) -> Reply {
    let form = [("username", name)];
    device.call(house, Method::PATCH, "/v1/me", &form).await
}

#[tokio::test]
async fn who_has_a_second_factor_proves_it_and_the_password_alone_is_not_enough() {
    let house = House::new().await;
    let (mut device, session) = signed_in_with_app(&house).await;
    house.clock.advance(10 * MINUTE);
    let required = "session_reverification_required";
    change_username(&mut device, &house, "ann")
        .await
        .refused(403, required);
    let password = [("strategy", "password"), ("password", PASSWORD)];
    let first = "/attempt_first_factor";
    verify(&mut device, &house, &session, first, &password)
        .await
        .ok();
    assert_eq!(ages(&mut device, &house, &session).await, [0, 10]);
    change_username(&mut device, &house, "ann")
        .await
        .refused(403, required);

    let begun = begin(&mut device, &house, &session, "second_factor").await;
    assert_eq!(begun["status"], "needs_second_factor");
    assert_eq!(
        (
            &begun["supported_first_factors"],
            &begun["supported_second_factors"]
        ),
        (
            &Value::Null,
            &json!([{"strategy": "totp"}, {"strategy": "backup_code"}])
        )
    );
    verify(&mut device, &house, &session, first, &password)
        .await
        .refused(400, "strategy_for_user_invalid");
    let second = "/attempt_second_factor";
    for (strategy, code, status, error) in [
        ("totp", "000000", 422, "form_code_incorrect"),
        ("backup_code", "third-code", 422, "form_code_incorrect"),
        ("email_code", "000000", 400, "strategy_for_user_invalid"),
    ] {
        let form = [("strategy", strategy), ("code", code)];
        verify(&mut device, &house, &session, second, &form)
            .await
            .refused(status, error);
    }
    let code = totp(&house);
    let form = [("strategy", "totp"), ("code", &*code)];
    let reply = verify(&mut device, &house, &session, second, &form).await;
    let proved = reply.ok()["response"].clone();
    assert_eq!(proved["status"], "complete");
    assert_eq!(proved["second_factor_verification"]["strategy"], "totp");
    assert_eq!(ages(&mut device, &house, &session).await, [0, 0]);
    change_username(&mut device, &house, "ann").await.ok();
    begin(&mut device, &house, &session, "second_factor").await;
    verify(&mut device, &house, &session, second, &form)
        .await
        .refused(422, "form_code_incorrect");
}

#[tokio::test]
async fn both_factors_are_proven_one_after_the_other() {
    let house = House::new().await;
    let (mut device, session) = signed_in_with_app(&house).await;
    house.clock.advance(30 * MINUTE);
    let begun = begin(&mut device, &house, &session, "multi_factor").await;
    assert_eq!(
        (&begun["level"], &begun["status"]),
        (&json!("multi_factor"), &json!("needs_first_factor"))
    );
    let second = "/attempt_second_factor";
    let code = [("strategy", "backup_code"), ("code", "first-code")];
    verify(&mut device, &house, &session, second, &code)
        .await
        .refused(400, "strategy_for_user_invalid");
    let password = [("strategy", "password"), ("password", PASSWORD)];
    let first = "/attempt_first_factor";
    let half = verify(&mut device, &house, &session, first, &password).await;
    assert_eq!(half.ok()["response"]["status"], "needs_second_factor");
    assert_eq!(ages(&mut device, &house, &session).await, [0, 30]);
    let whole = verify(&mut device, &house, &session, second, &code).await;
    let whole = whole.ok()["response"].clone();
    assert_eq!(whole["status"], "complete");
    assert_eq!(whole["first_factor_verification"]["strategy"], "password");
    assert_eq!(
        whole["second_factor_verification"]["strategy"],
        "backup_code"
    );
    assert_eq!(ages(&mut device, &house, &session).await, [0, 0]);
    begin(&mut device, &house, &session, "second_factor").await;
    verify(&mut device, &house, &session, second, &code)
        .await
        .refused(422, "form_code_incorrect");
}

#[tokio::test]
async fn a_second_factor_is_guessed_ten_times_in_one_proof_and_counts_towards_the_lock() {
    let house = House::new().await;
    let (mut device, session) = signed_in_with_app(&house).await;
    let second = "/attempt_second_factor";
    let wrong = [("strategy", "totp"), ("code", "000000")];
    for proof in 0..10 {
        begin(&mut device, &house, &session, "second_factor").await;
        for _ in 0..10 {
            verify(&mut device, &house, &session, second, &wrong)
                .await
                .refused(422, "form_code_incorrect");
        }
        if proof == 0 {
            verify(&mut device, &house, &session, second, &wrong)
                .await
                .refused(400, "verification_failed");
        }
    }
    begin(&mut device, &house, &session, "second_factor").await;
    verify(&mut device, &house, &session, second, &wrong)
        .await
        .refused(403, "user_locked");
}
