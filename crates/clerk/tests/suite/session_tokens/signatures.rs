//! Signatures, keys and headers.

use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clerk::{Jwk, Jwks, SessionVerifier, VerifyError};
use proptest::prelude::*;
use serde_json::json;

use super::{
    ISSUER, NOW, claims, header, header_but, key, message, public, refused, sign_with, token,
    verifier,
};

#[test]
fn an_unsigned_token_is_refused_however_it_spells_none() {
    for none in ["none", "None", "NONE", ""] {
        let message = message(&header_but(json!({ "alg": none })), &claims());
        for jwt in [
            format!("{message}."),
            sign_with(key(), &RSA_PKCS1_SHA256, &message),
        ] {
            assert_eq!(
                verifier().verify(&jwt, NOW),
                Err(VerifyError::WrongAlgorithm)
            );
        }
    }
    let unsigned = format!("{}.", message(&header(), &claims()));
    assert_eq!(
        verifier().verify(&unsigned, NOW),
        Err(VerifyError::WrongSignature)
    );
}

#[test]
fn the_public_key_is_no_secret_to_sign_with() {
    let message = message(&header_but(json!({ "alg": "HS256" })), &claims());
    let jwk = public(key());
    let modulus = URL_SAFE_NO_PAD.decode(&jwk.n).expect("base64");
    let der = key().public_key().as_ref().to_vec();
    for secret in [jwk.n.into_bytes(), modulus, der] {
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, &secret),
            message.as_bytes(),
        );
        let jwt = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()));
        assert_eq!(
            verifier().verify(&jwt, NOW),
            Err(VerifyError::WrongAlgorithm)
        );
    }
}

#[test]
fn other_rsa_algorithms_are_refused_and_so_is_one_that_only_calls_itself_rs256() {
    let rs512 = sign_with(
        key(),
        &RSA_PKCS1_SHA512,
        &message(&header_but(json!({ "alg": "RS512" })), &claims()),
    );
    assert_eq!(
        verifier().verify(&rs512, NOW),
        Err(VerifyError::WrongAlgorithm)
    );
    let disguised = sign_with(key(), &RSA_PKCS1_SHA512, &message(&header(), &claims()));
    assert_eq!(
        verifier().verify(&disguised, NOW),
        Err(VerifyError::WrongSignature)
    );
}

#[test]
fn a_key_that_is_not_known_is_told_apart_so_that_the_keys_can_be_fetched_again() {
    assert_eq!(
        refused(&header_but(json!({ "kid": "ins_2" })), &claims()),
        VerifyError::UnknownKid
    );
    assert_eq!(
        refused(&header_but(json!({ "kid": null })), &claims()),
        VerifyError::UnknownKid
    );
}

#[test]
fn another_key_under_the_known_name_is_refused() {
    let other = KeyPair::generate(KeySize::Rsa2048).expect("a key");
    let jwt = sign_with(&other, &RSA_PKCS1_SHA256, &message(&header(), &claims()));
    assert_eq!(
        verifier().verify(&jwt, NOW),
        Err(VerifyError::WrongSignature)
    );
}

#[test]
fn keys_for_other_purposes_are_not_used() {
    let good = public(key());
    let others = [
        Jwk {
            usage: "enc".into(),
            ..good.clone()
        },
        Jwk {
            alg: "RS512".into(),
            ..good.clone()
        },
        Jwk {
            kty: "oct".into(),
            ..good.clone()
        },
        Jwk {
            n: String::new(),
            ..good.clone()
        },
        Jwk {
            n: "!".into(),
            ..good.clone()
        },
    ];
    for jwk in others {
        let verifier = SessionVerifier::new(
            ISSUER.into(),
            &Jwks {
                keys: vec![jwk.clone()],
            },
        );
        assert_eq!(
            verifier.verify(&token(&header(), &claims()), NOW),
            Err(VerifyError::UnknownKid),
            "{jwk:?}"
        );
    }
}

#[test]
fn tokens_of_templates_and_of_machines_are_no_session_tokens() {
    for cat in ["cl_B7d4PD222AAA", "cl_B7d4PD333AAA", "anything"] {
        assert_eq!(
            refused(&header_but(json!({ "cat": cat })), &claims()),
            VerifyError::WrongCategory,
            "{cat}"
        );
    }
}

#[test]
fn a_category_that_is_absent_or_says_nothing_is_accepted() {
    for changes in [json!({ "cat": null }), json!({ "cat": "cl_I7d4PD111III" })] {
        assert!(
            verifier()
                .verify(&token(&header_but(changes), &claims()), NOW)
                .is_ok()
        );
    }
}

#[test]
fn another_type_or_an_extension_nobody_knows_is_refused() {
    assert_eq!(
        refused(&header_but(json!({ "typ": "at+jwt" })), &claims()),
        VerifyError::WrongType
    );
    assert_eq!(
        refused(
            &header_but(json!({ "crit": ["b64"], "b64": false })),
            &claims()
        ),
        VerifyError::WrongType
    );
    assert!(
        verifier()
            .verify(&token(&header_but(json!({ "typ": null })), &claims()), NOW)
            .is_ok()
    );
}

#[test]
fn one_changed_letter_anywhere_spoils_a_token() {
    let good = token(&header(), &claims());
    assert!(verifier().verify(&good, NOW).is_ok());
    for at in (0..good.len()).step_by(7) {
        let letter = if good.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        let mut bad = good.clone();
        bad.replace_range(at..=at, letter);
        assert!(verifier().verify(&bad, NOW).is_err(), "letter {at}");
    }
}

#[test]
fn garbage_is_refused_quietly() {
    let good = token(&header(), &claims());
    let long = format!("{}.{}.{}", "A".repeat(9_000), "A".repeat(9_000), "A");
    for bad in [
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c",
        "é.é.é",
        &good[1..],
        &good.replace('.', ""),
        &format!("{good}.{good}"),
        &long,
    ] {
        assert!(verifier().verify(bad, NOW).is_err(), "{bad:.40}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_verifier_panic_or_agree(text in "[A-Za-z0-9_.{}\" -]{0,200}") {
        prop_assert!(verifier().verify(&text, NOW).is_err());
    }
}
