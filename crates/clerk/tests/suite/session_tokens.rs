//! Which session tokens are accepted, and above all which are not.

mod claims;
mod signatures;

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clerk::{Jwk, Jwks, SESSION_CATEGORY, SessionVerifier, VerifyError};
use serde_json::{Value, json};

const NOW_SECONDS: i64 = 1_800_000_000;
pub const NOW: i64 = NOW_SECONDS * 1000;
pub const ISSUER: &str = "https://clerk.example.com";
const KID: &str = "ins_1";

pub fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeySize::Rsa2048).expect("a key"))
}

pub fn public(key: &KeyPair) -> Jwk {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let public = key.public_key();
    Jwk::rs256(
        KID,
        encode(public.modulus().big_endian_without_leading_zero()),
        encode(public.exponent().big_endian_without_leading_zero()),
    )
}

fn verifier() -> SessionVerifier {
    SessionVerifier::new(
        ISSUER.into(),
        &Jwks {
            keys: vec![public(key())],
        },
    )
}

pub fn header() -> Value {
    json!({ "alg": "RS256", "typ": "JWT", "kid": KID, "cat": SESSION_CATEGORY })
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "user_1", "sid": "sess_1", "sts": "active", "v": 2, "jti": "j", "fva": [0, -1],
        "iat": NOW_SECONDS, "nbf": NOW_SECONDS - 10, "exp": NOW_SECONDS + 60,
    })
}

/// The valid claims with some replaced; `null` takes one away.
pub fn claims_but(changes: Value) -> Value {
    merged(claims(), changes)
}

pub fn header_but(changes: Value) -> Value {
    merged(header(), changes)
}

fn merged(mut base: Value, changes: Value) -> Value {
    let (Value::Object(all), Value::Object(changes)) = (&mut base, changes) else {
        panic!("objects")
    };
    for (name, value) in changes {
        if value.is_null() {
            all.remove(&name);
        } else {
            all.insert(name, value);
        }
    }
    base
}

fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn sign_with(key: &KeyPair, algorithm: &'static dyn RsaEncoding, message: &str) -> String {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        algorithm,
        &SystemRandom::new(),
        message.as_bytes(),
        &mut signature,
    )
    .expect("signs");
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub fn token(header: &Value, claims: &Value) -> String {
    sign_with(key(), &RSA_PKCS1_SHA256, &message(header, claims))
}

fn refused(header: &Value, claims: &Value) -> VerifyError {
    verifier()
        .verify(&token(header, claims), NOW)
        .expect_err("refused")
}
