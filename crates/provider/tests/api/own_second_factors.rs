//! Authenticator apps and backup codes that people set up themselves.

use ambient::MINUTE;
use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD, Reply};
use crate::second_factors::totp_of;

const TOTP: &str = "/v1/me/totp";
const VERIFY: &str = "/v1/me/totp/attempt_verification";
const BACKUP_CODES: &str = "/v1/me/backup_codes";
const REQUIRED: &str = "session_reverification_required";

/// Reads base32, from the outside.
fn secret(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let values = text.chars().map(|letter| letters.find(letter).unwrap());
    let bits: Vec<_> = values
        .flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1))
        .collect();
    let bytes = bits.chunks_exact(8);
    let byte = |bits: &[usize]| bits.iter().fold(0, |byte, bit| byte << 1 | bit);
    bytes
        .map(|bits| u8::try_from(byte(bits)).unwrap())
        .collect()
}

async fn verify(device: &mut Device, house: &House, code: &str) -> Reply {
    device.post(house, VERIFY, &[("code", code)]).await
}

/// Sets the app up: its secret, and the backup codes that came with it.
pub(crate) async fn set_up(device: &mut Device, house: &House) -> (Vec<u8>, Vec<String>) {
    let created = device.post(house, TOTP, &[]).await.ok();
    let secret = secret(created["response"]["secret"].as_str().unwrap());
    let code = totp_of(house, &secret);
    let verified = verify(device, house, &code).await.ok();
    let codes = verified["response"]["backup_codes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

/// The second step of a new sign-in.
async fn second_step(house: &House, strategy: &str, code: &str) -> Reply {
    let mut device = Device::default();
    let begun = device.sign_in(house, "ann@example.com", PASSWORD).await;
    let begun = begun.ok()["response"].clone();
    assert_eq!(begun["status"], "needs_second_factor");
    let id = begun["id"].as_str().unwrap();
    let path = format!("/v1/client/sign_ins/{id}/attempt_second_factor");
    let form = [("strategy", strategy), ("code", code)];
    device.post(house, &path, &form).await
}

#[tokio::test]
async fn only_who_has_proven_lately_who_they_are_sets_up_or_takes_away() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    let (mut actor, _) = house.impersonating(&ann).await;
    let mut nobody = Device::default();
    device.post(&house, TOTP, &[]).await.ok();
    for path in [TOTP, BACKUP_CODES] {
        actor.post(&house, path, &[]).await.refused(403, REQUIRED);
        nobody
            .post(&house, path, &[])
            .await
            .refused(401, "signed_out");
    }
    verify(&mut actor, &house, "123456")
        .await
        .refused(403, REQUIRED);
    actor
        .call(&house, Method::DELETE, TOTP, &[])
        .await
        .refused(403, REQUIRED);
    house.clock.advance(10 * MINUTE);
    for path in [TOTP, BACKUP_CODES] {
        device.post(&house, path, &[]).await.refused(403, REQUIRED);
    }
    device
        .call(&house, Method::DELETE, TOTP, &[])
        .await
        .refused(403, REQUIRED);
}

#[tokio::test]
async fn without_an_app_there_is_nothing_to_verify_to_take_away_or_to_back_up() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    verify(&mut device, &house, "123456")
        .await
        .refused(404, "resource_not_found");
    device
        .call(&house, Method::DELETE, TOTP, &[])
        .await
        .refused(404, "resource_not_found");
    device
        .post(&house, BACKUP_CODES, &[])
        .await
        .refused(400, "backup_codes_not_available_code");
}

#[tokio::test]
async fn an_app_counts_once_it_has_shown_a_code() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let first = device.post(&house, TOTP, &[]).await.ok()["response"].clone();
    assert_eq!(first["verified"], false);
    house.signed_in("ann@example.com").await;

    let second = device.post(&house, TOTP, &[]).await.ok()["response"].clone();
    let text = second["secret"].as_str().unwrap();
    let uri = second["uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/"), "{uri}");
    assert!(uri.contains(&format!("secret={text}&")), "{uri}");
    assert!(uri.contains(":ann@example.com?"), "{uri}");
    assert!(!uri.contains('+'), "{uri}");
    let replaced = totp_of(&house, &secret(first["secret"].as_str().unwrap()));
    verify(&mut device, &house, &replaced)
        .await
        .refused(422, "form_code_incorrect");

    let code = totp_of(&house, &secret(text));
    let verified = verify(&mut device, &house, &code).await.ok();
    let shown = &verified["response"];
    assert_eq!(
        (&shown["verified"], &shown["secret"], &shown["id"]),
        (&json!(true), &Value::Null, &second["id"])
    );
    let user = &verified["client"]["sessions"][0]["user"];
    for field in ["totp_enabled", "backup_code_enabled", "two_factor_enabled"] {
        assert_eq!(user[field], true, "{field}");
    }
    let token = device.session(&house, &session, "tokens").await;
    assert_eq!(house.verify(token.jwt()).await.fva, Some(vec![0, 0]));

    device
        .post(&house, TOTP, &[])
        .await
        .refused(400, "totp_already_enabled");
    second_step(&house, "totp", &code)
        .await
        .refused(422, "form_code_incorrect");
    house.clock.advance(30_000);
    let code = totp_of(&house, &secret(text));
    second_step(&house, "totp", &code).await.ok();
}

#[tokio::test]
async fn backup_codes_come_with_the_app_work_once_and_are_replaced_as_a_whole() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    let (_, codes) = set_up(&mut device, &house).await;
    assert_eq!(codes.len(), 10);
    second_step(&house, "backup_code", &codes[0]).await.ok();
    second_step(&house, "backup_code", &codes[0])
        .await
        .refused(422, "form_code_incorrect");
    let created = device.post(&house, BACKUP_CODES, &[]).await.ok();
    let new = created["response"]["codes"].as_array().unwrap();
    assert_eq!(new.len(), 10);
    assert!(codes.iter().all(|code| !new.contains(&json!(code))));
    second_step(&house, "backup_code", &codes[1])
        .await
        .refused(422, "form_code_incorrect");
    second_step(&house, "backup_code", new[0].as_str().unwrap())
        .await
        .ok();
}

#[tokio::test]
async fn the_app_is_taken_away_with_its_backup_codes() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, _) = house.signed_in("ann@example.com").await;
    set_up(&mut device, &house).await;
    let deleted = device.call(&house, Method::DELETE, TOTP, &[]).await.ok();
    assert_eq!(
        deleted["response"],
        json!({"object": "totp", "deleted": true})
    );
    let user = &deleted["client"]["sessions"][0]["user"];
    for field in ["totp_enabled", "backup_code_enabled", "two_factor_enabled"] {
        assert_eq!(user[field], false, "{field}");
    }
    house.signed_in("ann@example.com").await;
}
