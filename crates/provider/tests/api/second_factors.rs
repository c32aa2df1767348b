//! Second factors: an authenticator app and backup codes.

use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD, START};

pub(crate) const ANN: &str = "ann@example.com";
/// `12345678901234567890`, whose codes are those of RFC 6238.
pub(crate) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const SIGN_INS: &str = "/v1/client/sign_ins";

/// Somebody with an authenticator app and two backup codes, at the 59th second of the epoch plus `START`.
pub(crate) async fn ann(house: &House) -> String {
    let body = json!({
        "email_address": [ANN], "password": PASSWORD, "totp_secret": SECRET,
        "backup_codes": ["first-code", "second-code"],
    });
    let user = house
        .backend(Method::POST, "/v1/users", Some(body))
        .await
        .ok();
    for field in ["totp_enabled", "backup_code_enabled", "two_factor_enabled"] {
        assert_eq!(user[field], true, "{field}");
    }
    assert_eq!(user["mfa_enabled_at"], START);
    assert!(!user.to_string().contains(SECRET) && !user.to_string().contains("first-code"));
    user["id"].as_str().unwrap().to_owned()
}

/// The code of now, made by the provider's own library from the outside: RFC 6238 in ten lines.
pub(crate) fn totp(house: &House) -> String {
    totp_of(house, b"12345678901234567890")
}

/// The same for another secret.
pub(crate) fn totp_of(house: &House, secret: &[u8]) -> String {
    use aws_lc_rs::hmac;
    let step = house.clock.now() / 30_000;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[19] & 0xf);
    let number = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The right password on a new device: the sign-in that waits for the second factor.
pub(crate) async fn begun(house: &House) -> (Device, String, Value) {
    let mut device = Device::default();
    let body = device.sign_in(house, ANN, PASSWORD).await.ok();
    let id = body["response"]["id"].as_str().unwrap().to_owned();
    (device, id, body)
}

async fn attempt(
    device: &mut Device,
    house: &House,
    id: &str,
    strategy: &str,
    code: &str,
) -> crate::house::Reply {
    let path = format!("{SIGN_INS}/{id}/attempt_second_factor");
    let form = [("strategy", strategy), ("code", code)];
    device.post(house, &path, &form).await
}

#[tokio::test]
async fn a_right_password_is_not_enough_and_a_wrong_one_reads_as_any_other() {
    let house = House::new().await;
    ann(&house).await;
    let wrong = Device::default()
        .sign_in(&house, ANN, "wrong password")
        .await;
    let other = Device::default()
        .sign_in(&house, "nobody@example.com", "x")
        .await;
    wrong.refused(422, "form_password_or_identifier_incorrect");
    assert_eq!(wrong.body["errors"], other.body["errors"]);

    let (mut device, id, body) = begun(&house).await;
    let sign_in = &body["response"];
    assert_eq!(sign_in["status"], "needs_second_factor");
    assert_eq!(sign_in["created_session_id"], Value::Null);
    assert_eq!(sign_in["supported_first_factors"], Value::Null);
    assert_eq!(sign_in["first_factor_verification"]["status"], "verified");
    let offered = sign_in["supported_second_factors"].as_array().unwrap();
    let strategies: Vec<_> = offered.iter().map(|factor| &factor["strategy"]).collect();
    assert_eq!(strategies, ["totp", "backup_code", "email_code"]);
    assert_eq!(offered[2]["safe_identifier"], "a***@example.com");
    assert_eq!(body["client"]["sessions"], json!([]));
    assert_eq!(body["client"]["sign_in"]["id"], id.as_str());
    device
        .get(&house, "/v1/me")
        .await
        .refused(401, "authentication_invalid");
    let first = format!("{SIGN_INS}/{id}/attempt_first_factor");
    let again = [("strategy", "password"), ("password", PASSWORD)];
    device
        .post(&house, &first, &again)
        .await
        .refused(400, "strategy_for_user_invalid");
}

#[tokio::test]
async fn the_app_lets_in_each_code_once() {
    let house = House::new().await;
    ann(&house).await;
    let code = totp(&house);
    let (mut device, id, _) = begun(&house).await;
    attempt(&mut device, &house, &id, "totp", "000000")
        .await
        .refused(422, "form_code_incorrect");
    let mut stranger = Device::default();
    stranger.post(&house, "/v1/client", &[]).await.ok();
    attempt(&mut stranger, &house, &id, "totp", &code)
        .await
        .refused(400, "resource_not_found");
    attempt(&mut device, &house, &id, "phone_code", &code)
        .await
        .refused(400, "strategy_for_user_invalid");

    let before = device.token.clone();
    let done = attempt(&mut device, &house, &id, "totp", &code).await.ok();
    assert_eq!(done["response"]["status"], "complete");
    assert_eq!(
        done["response"]["second_factor_verification"]["strategy"],
        "totp"
    );
    assert_ne!(
        device.token, before,
        "the token of before the sign-in is worth nothing"
    );
    let session = &done["client"]["sessions"][0];
    assert_eq!(session["factor_verification_age"], json!([0, 0]));
    let path = format!(
        "/v1/client/sessions/{}/tokens",
        session["id"].as_str().unwrap()
    );
    let claims = house
        .verify(device.post(&house, &path, &[]).await.jwt())
        .await;
    assert_eq!(claims.sid, session["id"].as_str().unwrap());

    let (mut device, id, _) = begun(&house).await;
    attempt(&mut device, &house, &id, "totp", &code)
        .await
        .refused(422, "form_code_incorrect");
    house.clock.advance(30_000);
    attempt(&mut device, &house, &id, "totp", &totp(&house))
        .await
        .ok();
}

#[tokio::test]
async fn a_backup_code_lets_in_once() {
    let house = House::new().await;
    let user = ann(&house).await;
    let (mut device, id, _) = begun(&house).await;
    attempt(&mut device, &house, &id, "backup_code", "third-code")
        .await
        .refused(422, "form_code_incorrect");
    attempt(&mut device, &house, &id, "backup_code", "first-code")
        .await
        .ok();
    let (mut device, id, _) = begun(&house).await;
    attempt(&mut device, &house, &id, "backup_code", "first-code")
        .await
        .refused(422, "form_code_incorrect");
    let path = format!("/v1/users/{user}/verify_totp");
    let verify = async |code: &str| {
        house
            .backend(Method::POST, &path, Some(json!({ "code": code })))
            .await
    };
    let verified = verify("second-code").await.ok();
    assert_eq!(
        verified,
        json!({ "verified": true, "code_type": "backup_code" })
    );
    attempt(&mut device, &house, &id, "backup_code", "second-code")
        .await
        .refused(422, "form_code_incorrect");
    let verified = verify(&totp(&house)).await.ok();
    assert_eq!(verified, json!({ "verified": true, "code_type": "totp" }));
    assert_eq!(verify(&totp(&house)).await.status, 422);
    let body = house.get(&format!("/v1/users/{user}")).await.ok();
    assert_eq!(
        body["two_factor_enabled"], true,
        "codes that are spent still want a second step"
    );
}

#[tokio::test]
async fn a_code_is_guessed_ten_times_and_not_more() {
    let house = House::new().await;
    ann(&house).await;
    let (mut device, id, _) = begun(&house).await;
    for _ in 0..10 {
        attempt(&mut device, &house, &id, "totp", "000000")
            .await
            .refused(422, "form_code_incorrect");
    }
    attempt(&mut device, &house, &id, "totp", &totp(&house))
        .await
        .refused(400, "verification_failed");
}

#[tokio::test]
async fn a_ticket_needs_no_second_factor() {
    let house = House::new().await;
    let user = ann(&house).await;
    let (mut device, session) = house.impersonating(&user).await;
    let client = device.get(&house, "/v1/client").await.ok();
    assert_eq!(client["response"]["sessions"][0]["id"], session.as_str());
    assert_eq!(
        client["response"]["sessions"][0]["factor_verification_age"],
        json!([-1, -1])
    );
}

#[tokio::test]
async fn somebody_banned_between_the_steps_does_not_get_in() {
    let house = House::new().await;
    let user = ann(&house).await;
    let (mut device, id, _) = begun(&house).await;
    house
        .backend(Method::POST, &format!("/v1/users/{user}/ban"), None)
        .await
        .ok();
    attempt(&mut device, &house, &id, "totp", &totp(&house))
        .await
        .refused(403, "user_banned");
    let (_, refused) = (id, Device::default().sign_in(&house, ANN, PASSWORD).await);
    refused.refused(403, "user_banned");
}
