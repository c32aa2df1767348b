//! Second factors that the Backend API or the program sets, checks and takes away.

use http::Method;
use provider::NewUser;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD, START};
use crate::second_factors::{ANN, SECRET, ann, begun};

#[tokio::test]
async fn the_backend_api_says_what_is_wrong_with_a_code() {
    let house = House::new().await;
    let user = ann(&house).await;
    let bare = house.user("bob@example.com").await;
    let path = |id: &str| format!("/v1/users/{id}/verify_totp");
    let post = async |path: String, code: &str| {
        house
            .backend(Method::POST, &path, Some(json!({ "code": code })))
            .await
    };
    post(path(&bare), "000000")
        .await
        .refused(400, "totp_disabled");
    post(path("user_nobody"), "000000")
        .await
        .refused(404, "resource_not_found");
    post(path(&user), "000000")
        .await
        .refused(422, "totp_incorrect_code");
    post(path(&user), "0000")
        .await
        .refused(422, "totp_invalid_length");
}

#[tokio::test]
async fn second_factors_are_set_and_taken_away() {
    let house = House::new().await;
    let user = house.user(ANN).await;
    let path = format!("/v1/users/{user}");
    let change = async |body: Value| house.backend(Method::PATCH, &path, Some(body)).await;
    for (body, param) in [
        (json!({ "totp_secret": "no base32!" }), "totp_secret"),
        (json!({ "totp_secret": "GEZDGNBV" }), "totp_secret"),
        (json!({ "backup_codes": ["short"] }), "backup_codes"),
    ] {
        let refused = change(body).await;
        refused.refused(422, "form_param_format_invalid");
        assert_eq!(refused.param(), param);
    }
    assert_eq!(house.get(&path).await.ok()["two_factor_enabled"], false);
    house.clock.advance(1_000);
    let on = change(json!({ "totp_secret": SECRET })).await.ok();
    assert_eq!(
        (&on["totp_enabled"], &on["mfa_enabled_at"]),
        (&true.into(), &(START + 1_000).into())
    );
    let (_, _, body) = begun(&house).await;
    assert_eq!(body["response"]["status"], "needs_second_factor");
    let off = change(json!({ "totp_secret": null })).await.ok();
    assert_eq!(
        (&off["totp_enabled"], &off["mfa_disabled_at"]),
        (&false.into(), &(START + 1_000).into())
    );
    house.signed_in(ANN).await;
}

#[tokio::test]
async fn users_are_made_with_second_factors_without_http_too() {
    let house = House::new().await;
    let new = NewUser {
        email_addresses: vec![ANN.to_owned()],
        totp_secret: Some("too short".to_owned()),
        ..NewUser::default()
    };
    let error = house.provider.users().create(new).await.unwrap_err();
    assert!(error.to_string().contains("totp_secret"), "{error}");
}

#[tokio::test]
async fn second_factors_are_taken_away_one_by_one_and_together() {
    let house = House::new().await;
    let id = ann(&house).await;
    let user = format!("/v1/users/{id}");
    let enabled = async || {
        let user = house.get(&user).await.ok();
        ["totp_enabled", "backup_code_enabled", "two_factor_enabled"]
            .map(|field| user[field] == true)
    };
    let remove = async |what: &str| {
        let path = format!("{user}/{what}");
        house.backend(Method::DELETE, &path, None).await
    };
    assert_eq!(remove("backup_code").await.ok(), json!({ "user_id": id }));
    assert_eq!(enabled().await, [true, false, true]);
    assert_eq!(remove("totp").await.ok(), json!({ "user_id": id }));
    assert_eq!(enabled().await, [false; 3]);
    let before = house.get(&user).await.ok();
    assert_eq!(before["mfa_disabled_at"], START);
    house.clock.advance(1_000);
    assert_eq!(remove("mfa").await.ok(), json!({ "user_id": id }));
    assert_eq!(house.get(&user).await.ok(), before, "there was nothing");

    let factors = json!({ "totp_secret": SECRET, "backup_codes": ["third-code"] });
    house.patch(&user, factors).await.ok();
    assert_eq!(remove("mfa").await.ok(), json!({ "user_id": id }));
    assert_eq!(enabled().await, [false; 3]);
    let mut device = Device::default();
    let signed_in = device.sign_in(&house, ANN, PASSWORD).await.ok();
    assert_eq!(signed_in["response"]["status"], "complete");
    for what in ["totp", "backup_code", "mfa"] {
        let path = format!("/v1/users/user_none/{what}");
        let reply = house.backend(Method::DELETE, &path, None).await;
        reply.refused(404, "resource_not_found");
    }
}
