//! Clerk adds fields and words without asking: neither may break reading.

use clerk::types::environment::Requirement;
use clerk::types::{Verification, VerificationStatus};
use clerk::{
    ActorToken, ActorTokenStatus, Client, ClientSession, EmailAddress, Environment, ErrorEnvelope,
    Jwk, Jwks, Session, SessionClaims, SessionStatus, SignIn, SignInStatus, Token, User, Wrapped,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Any JSON, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((".{0,6}", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Fields whose names no schema has.
fn unknown_fields() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(("new_[a-z]{1,8}", any_json()), 1..4)
        .prop_map(|pairs| pairs.into_iter().collect())
}

/// Adds fields to every object of fixed shape: all but those that are maps to begin with.
fn add_everywhere(value: &mut Value, fields: &Map<String, Value>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object.iter_mut() {
                if !name.ends_with("metadata")
                    && !matches!(name.as_str(), "actor" | "act" | "meta" | "theme" | "social")
                {
                    add_everywhere(inner, fields);
                }
            }
            object.extend(fields.clone());
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| add_everywhere(item, fields)),
        _ => {}
    }
}

fn unharmed<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    sent: &T,
    fields: &Map<String, Value>,
) {
    let mut wire = serde_json::to_value(sent).expect("JSON");
    add_everywhere(&mut wire, fields);
    assert_eq!(&serde_json::from_value::<T>(wire).expect("readable"), sent);
}

fn user() -> User {
    let verification = Some(Verification::new("ticket", VerificationStatus::Verified));
    User {
        email_addresses: vec![EmailAddress {
            verification,
            ..EmailAddress::default()
        }],
        ..User::default()
    }
}

fn client() -> Client {
    let token = Some(Token {
        jwt: "a.b.c".into(),
    });
    let session = ClientSession {
        user: Some(user()),
        last_active_token: token,
        ..ClientSession::default()
    };
    Client {
        sessions: vec![session],
        sign_in: Some(SignIn::default()),
        ..Client::default()
    }
}

fn actor_token(status: &str) -> Value {
    json!({ "id": "act_1", "status": status, "user_id": "user_1", "actor": {}, "created_at": 1, "updated_at": 1 })
}

proptest! {
    #[test]
    fn unknown_fields_do_no_harm(fields in unknown_fields()) {
        unharmed(&user(), &fields);
        unharmed(&Wrapped { response: client(), client: Some(client()) }, &fields);
        unharmed(&Session::default(), &fields);
        unharmed(&Environment::default(), &fields);
        unharmed(&Jwks { keys: vec![Jwk::default()] }, &fields);
        unharmed(&SessionClaims::default(), &fields);
        unharmed(&ErrorEnvelope::default(), &fields);
        unharmed(&serde_json::from_value::<ActorToken>(actor_token("pending")).expect("readable"), &fields);
    }

    #[test]
    fn unknown_words_are_kept_as_they_came(word in "\\PC{0,20}") {
        fn kept<T: Serialize + DeserializeOwned>(word: &str) -> Value {
            let read = serde_json::from_value::<T>(Value::from(word)).expect("any word is readable");
            serde_json::to_value(read).expect("JSON")
        }
        let words = [
            kept::<SessionStatus>(&word), kept::<SignInStatus>(&word), kept::<ActorTokenStatus>(&word),
            kept::<VerificationStatus>(&word), kept::<Requirement>(&word),
        ];
        for kept in words {
            prop_assert_eq!(kept, word.as_str());
        }
        let session = json!({
            "id": "s", "user_id": "u", "client_id": "c", "status": word, "actor": null, "last_active_at": 1,
            "expire_at": 1, "abandon_at": 1, "updated_at": 1, "created_at": 1,
        });
        prop_assert!(serde_json::from_value::<Session>(session).is_ok());
        prop_assert!(serde_json::from_value::<ActorToken>(actor_token(&word)).is_ok());
    }
}

#[test]
fn an_unknown_status_is_none_of_the_known_ones() {
    let read = |word: &str| serde_json::from_value::<SessionStatus>(json!(word)).expect("readable");
    assert_eq!(read("frozen"), SessionStatus::Unknown("frozen".into()));
    assert_ne!(read("Active"), SessionStatus::Active, "words are exact");
    assert_eq!(read("active"), SessionStatus::Active);
}

#[test]
fn lists_and_maps_that_a_server_leaves_out_or_nulls_are_empty() {
    let bare = json!({ "id": "user_1", "banned": false });
    let nulls = json!({
        "id": "user_1", "banned": false, "email_addresses": null, "passkeys": null, "public_metadata": null, "unsafe_metadata": null,
    });
    for wire in [bare, nulls] {
        let user = serde_json::from_value::<User>(wire).expect("readable");
        assert_eq!(
            user,
            User {
                id: "user_1".into(),
                ..User::default()
            }
        );
    }
}

#[test]
fn keys_of_other_kinds_are_read_past() {
    let wire = json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "x": "abc", "kid": "k", "use": "sig", "alg": "EdDSA" },
        { "kty": "EC", "crv": "P-256", "x": "a", "y": "b" },
        { "kty": "RSA", "n": "n", "e": "AQAB", "kid": "ins_1", "use": "sig", "alg": "RS256", "x5c": ["c"] },
    ] });
    assert_eq!(
        serde_json::from_value::<Jwks>(wire).expect("readable").keys[2],
        Jwk::rs256("ins_1", "n".into(), "AQAB".into())
    );
    assert_eq!(
        serde_json::from_value::<Jwks>(json!({})).expect("readable"),
        Jwks::default()
    );
}
