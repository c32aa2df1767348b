use serde::{Deserialize, Serialize};

use super::lenient::null_as_default;

/// The public keys with which an instance's session tokens are verified.
///
/// Source: Clerk Backend API `GET /jwks`, Frontend API `GET /.well-known/jwks.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    #[serde(default, deserialize_with = "null_as_default")]
    pub keys: Vec<Jwk>,
}

/// One public key. Only the members of RSA keys are read: Clerk signs session tokens with nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `sig` for signatures.
    #[serde(rename = "use", default)]
    pub usage: String,
    /// `RSA`.
    #[serde(default)]
    pub kty: String,
    /// Names the key in a token's header; at Clerk the instance's id, `ins_…`.
    #[serde(default)]
    pub kid: String,
    /// `RS256`.
    #[serde(default)]
    pub alg: String,
    /// The modulus, big-endian, in unpadded base64url.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub n: String,
    /// The exponent, likewise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub e: String,
}

impl Jwk {
    /// A key for RS256 signatures; `n` and `e` in unpadded base64url.
    pub fn rs256(kid: &str, n: String, e: String) -> Self {
        Self {
            usage: "sig".into(),
            kty: "RSA".into(),
            kid: kid.into(),
            alg: "RS256".into(),
            n,
            e,
        }
    }
}
