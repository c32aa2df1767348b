//! Making users with all that the Backend API knows of them.

use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD, START};

const USERS: &str = "/v1/users";

/// "correct horse battery" by bcrypt with a cost of 4.
pub(crate) const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";

fn ann(more: &Value) -> Value {
    let mut body = json!({"email_address": ["ann@example.com"], "password": PASSWORD});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
async fn what_is_not_a_value_of_its_field_is_refused_by_name() {
    let house = House::new().await;
    let cases = [
        (json!({"created_at": "yesterday"}), "created_at", "format"),
        (json!({"created_at": 1}), "created_at", "format"),
        (
            json!({"legal_accepted_at": "2012-10-20"}),
            "legal_accepted_at",
            "format",
        ),
        (
            json!({"created_at": "1912-10-20T07:15:20Z"}),
            "created_at",
            "format",
        ),
        (
            json!({"create_organizations_limit": -1}),
            "create_organizations_limit",
            "value",
        ),
        (
            json!({"create_organizations_limit": 1.5}),
            "create_organizations_limit",
            "format",
        ),
        (json!({"banned": "yes"}), "banned", "format"),
        (json!({"phone_number": ["030"]}), "phone_number", "format"),
        (json!({"web3_wallet": ["0x"]}), "web3_wallet", "format"),
        (
            json!({"email_address_identification_status": ["reserved", "verified"]}),
            "email_address_identification_status",
            "value",
        ),
        (
            json!({"email_address_identification_status": ["maybe"]}),
            "email_address_identification_status",
            "value",
        ),
        (
            json!({"phone_number_identification_status": ["verified"]}),
            "phone_number_identification_status",
            "value",
        ),
    ];
    for (more, param, kind) in cases {
        let reply = house.post(USERS, ann(&more)).await;
        reply.refused(422, &format!("form_param_{kind}_invalid"));
        assert_eq!(reply.param(), param);
    }
    for name in ["phone_number", "web3_wallet", "email_address"] {
        let many: Vec<_> = (0..11)
            .map(|number| format!("+49301234{number:03}"))
            .collect();
        let reply = house.post(USERS, ann(&json!({name: many}))).await;
        reply.refused(422, "form_param_array_size_exceeded");
    }
    assert_eq!(house.get("/v1/users/count").await.ok()["total_count"], 0);
}

#[tokio::test]
async fn a_digest_that_nobody_could_compare_with_is_refused() {
    let house = House::new().await;
    let argon2 = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA";
    for (digest, hasher, code) in [
        (argon2, json!("bcrypt"), "form_param_format_invalid"),
        (BCRYPT, json!("argon2id"), "form_param_format_invalid"),
        (BCRYPT, json!(null), "form_param_missing"),
        (BCRYPT, json!("md5"), "form_param_value_invalid"),
        ("$2b$04$short", json!("bcrypt"), "form_param_format_invalid"),
    ] {
        let more = json!({"password": null, "password_digest": digest, "password_hasher": hasher});
        house.post(USERS, ann(&more)).await.refused(422, code);
    }
    let both = json!({"password_digest": BCRYPT, "password_hasher": "bcrypt"});
    house
        .post(USERS, ann(&both))
        .await
        .refused(422, "form_param_value_invalid");
}

#[tokio::test]
async fn a_password_from_elsewhere_is_taken_as_its_digest() {
    let house = House::new().await;
    let more = json!({"password": null, "password_digest": BCRYPT, "password_hasher": "bcrypt"});
    let made = house.post(USERS, ann(&more)).await.ok();
    assert_eq!(made["password_enabled"], true);
    let verify = format!("{USERS}/{}/verify_password", made["id"].as_str().unwrap());
    house
        .post(&verify, json!({"password": "wrong password"}))
        .await
        .refused(422, "incorrect_password");
    house
        .post(&verify, json!({"password": PASSWORD}))
        .await
        .ok();
    let mut device = Device::default();
    device
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
}

#[tokio::test]
async fn everything_that_is_said_of_a_user_is_shown() {
    let house = House::new().await;
    let wallet = "0xab5801a7d398351b8be11c439e05c5b3259aec9b";
    let more = json!({
        "email_address": ["ann@example.com", "kept@example.com"],
        "email_address_identification_status": ["verified", "reserved"],
        "phone_number": ["+49 30 1234567", "+1 (555) 555-0100"],
        "phone_number_identification_status": ["verified", "reserved"],
        "web3_wallet": [wallet.to_uppercase().replace("0X", "0x")],
        "username": "ann", "external_id": "crm-1", "locale": "de-DE",
        "banned": true, "locked": true, "delete_self_enabled": false,
        "create_organization_enabled": true, "create_organizations_limit": 3,
        "bypass_client_trust": true, "skip_legal_checks": true, "skip_password_checks": false,
        "legal_accepted_at": "2012-10-20T07:15:20.902Z", "created_at": "2013-01-01T00:00:00+01:00",
    });
    let made = house.post(USERS, ann(&more)).await.ok();
    let expected = json!({
        "external_id": "crm-1", "locale": "de-DE", "banned": true, "locked": true,
        "lockout_expires_in_seconds": 3600, "verification_attempts_remaining": 100,
        "delete_self_enabled": false, "create_organization_enabled": true,
        "create_organizations_limit": 3, "bypass_client_trust": true,
        "legal_accepted_at": 1_350_717_320_902_i64, "created_at": 1_356_994_800_000_i64,
        "updated_at": START, "has_image": false,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(made[name], *value, "{name}");
    }
    let reserved = &made["email_addresses"][1];
    assert_eq!(
        (&reserved["reserved"], &reserved["verification"]),
        (&json!(true), &Value::Null)
    );
    let phones = &made["phone_numbers"];
    assert_eq!(phones[0]["phone_number"], "+49301234567");
    assert_eq!(phones[0]["verification"]["status"], "verified");
    assert_eq!(phones[1]["reserved"], true);
    assert_eq!(made["primary_phone_number_id"], phones[0]["id"]);
    assert_eq!(made["web3_wallets"][0]["web3_wallet"], wallet);
    assert_eq!(
        made["primary_web3_wallet_id"],
        made["web3_wallets"][0]["id"]
    );
    let path = format!("{USERS}/{}", made["id"].as_str().unwrap());
    assert_eq!(house.get(&path).await.ok(), made);

    for (field, value) in [("phone_number", "+1 555 555 0100"), ("web3_wallet", wallet)] {
        let other = json!({"email_address": ["bob@example.com"], field: [value]});
        let reply = house.post(USERS, ann(&other)).await;
        reply.refused(422, "form_identifier_exists");
        assert_eq!(reply.param(), field);
    }
}

#[tokio::test]
async fn a_reserved_address_signs_in_as_a_verified_one_does() {
    let house = House::new().await;
    let more = json!({"email_address_identification_status": ["reserved"]});
    house.post(USERS, ann(&more)).await.ok();
    Device::default()
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
}

#[tokio::test]
async fn a_user_is_known_by_something() {
    let house = House::new().await;
    let bare = json!({"skip_user_requirement": true, "skip_password_requirement": true});
    house
        .post(USERS, bare.clone())
        .await
        .refused(422, "form_data_missing");
    let mut blank = bare.clone();
    blank["username"] = json!("  ");
    house
        .post(USERS, blank)
        .await
        .refused(422, "form_data_missing");
    for (name, value) in [
        ("username", json!("ann")),
        ("phone_number", json!(["+49301234567"])),
    ] {
        let mut body = bare.clone();
        body[name] = value;
        let made = house.post(USERS, body).await.ok();
        assert_eq!(made["email_addresses"], json!([]));
        assert_eq!(made["primary_email_address_id"], Value::Null);
        let path = format!("{USERS}/{}", made["id"].as_str().unwrap());
        let gone = house.backend(Method::DELETE, &path, None).await.ok();
        assert_eq!(gone["deleted"], true);
    }
}
