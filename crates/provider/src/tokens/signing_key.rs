use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clerk::types::{Jwk, Jwks};
use serde::Serialize;

/// The instance's RSA key. Its id (`kid`) is the instance's.
pub(crate) struct SigningKey {
    pair: KeyPair,
    id: String,
    /// Every session token begins with the same header.
    header: String,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    cat: &'static str,
    kid: &'a str,
    typ: &'static str,
}

impl SigningKey {
    pub(crate) fn from_pkcs8(id: &str, der: &[u8]) -> Result<Self, KeyRejected> {
        let header = Header {
            alg: "RS256",
            cat: clerk::SESSION_CATEGORY,
            kid: id,
            typ: "JWT",
        };
        let header = serde_json::to_vec(&header).expect("a header of strings is JSON");
        Ok(Self {
            pair: KeyPair::from_pkcs8(der)?,
            id: id.to_owned(),
            header: URL_SAFE_NO_PAD.encode(header),
        })
    }

    /// The claims as a signed token in compact form.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> String {
        let claims = serde_json::to_vec(claims).expect("claims are JSON");
        let mut token = format!("{}.{}", self.header, URL_SAFE_NO_PAD.encode(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // PKCS#1 v1.5 signatures draw nothing from the generator; the call only wants one.
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .expect("the buffer has the length of the modulus");
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    /// The public half, as Clerk publishes it.
    pub(crate) fn jwks(&self) -> Jwks {
        let public = self.pair.public_key();
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Jwks {
            keys: vec![Jwk::rs256(
                &self.id,
                encode(public.modulus().big_endian_without_leading_zero()),
                encode(public.exponent().big_endian_without_leading_zero()),
            )],
        }
    }
}
