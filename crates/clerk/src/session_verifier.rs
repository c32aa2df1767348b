use std::collections::HashMap;
use std::fmt;

use ambient::{Millis, SECOND};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::session_claims::SessionClaims;
use crate::types::{Jwk, Jwks};

/// The `cat` header of a session token; tokens made from templates and for machines have others.
pub const SESSION_CATEGORY: &str = "cl_B7d4PD111AAA";

/// The `cat` header of an instance that stamps one category on every token: it says nothing.
const NO_CATEGORY: &str = "cl_I7d4PD111III";

/// How far Clerk's clock and ours may disagree.
const SKEW: Millis = 5 * SECOND;

/// Longer texts are no session tokens: Clerk keeps them below the 4 KB of a cookie.
const MAX_LENGTH: usize = 16 * 1024;

/// Verifies session tokens without asking anybody: RS256, by the instance's public keys, at a moment
/// that is given.
#[derive(Clone)]
pub struct SessionVerifier {
    issuer: String,
    keys: HashMap<String, DecodingKey>,
    authorized_parties: Vec<String>,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// It is not a session token in form.
    #[error("the token is malformed")]
    Malformed,
    /// Its `typ` is not `JWT`.
    #[error("the token is of another type")]
    WrongType,
    /// It is signed by another algorithm than RS256, or not at all.
    #[error("the token is not signed with RS256")]
    WrongAlgorithm,
    /// Its key is not among those known: fetch them again, once, before giving up.
    #[error("the token's key is not known")]
    UnknownKid,
    /// The signature is not by that key.
    #[error("the token's signature is wrong")]
    WrongSignature,
    /// It is some other token of the same instance: of a template, or for a machine.
    #[error("the token is not a session token")]
    WrongCategory,
    /// Another instance issued it.
    #[error("the token is from another issuer")]
    WrongIssuer,
    /// It was asked for by an origin that is not listed.
    #[error("the token was issued to another party")]
    WrongParty,
    /// It is over.
    #[error("the token has expired")]
    Expired,
    /// It is not valid yet.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// It claims to come from the future.
    #[error("the token was issued in the future")]
    IssuedInFuture,
    /// Its session waits for a task and counts as signed out.
    #[error("the session is pending")]
    Pending,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    cat: Option<String>,
    crit: Option<Value>,
}

impl SessionVerifier {
    /// For tokens of `issuer` (`https://{frontend_api}`) signed by one of `jwks`. Keys that are not
    /// for RS256 signatures are left out.
    pub fn new(issuer: String, jwks: &Jwks) -> Self {
        let keys = jwks.keys.iter().filter(|key| is_for_rs256(key));
        let keys = keys.filter_map(|key| {
            Some((
                key.kid.clone(),
                DecodingKey::from_rsa_components(&key.n, &key.e).ok()?,
            ))
        });
        Self {
            issuer,
            keys: keys.collect(),
            authorized_parties: Vec::new(),
        }
    }

    /// Accepts only tokens whose `azp` is one of `origins`. Tokens of native mode have none.
    #[must_use]
    pub fn with_authorized_parties(self, origins: Vec<String>) -> Self {
        Self {
            authorized_parties: origins,
            ..self
        }
    }

    /// The names of the keys that it verifies with, in order.
    pub fn kids(&self) -> Vec<&str> {
        let mut kids: Vec<_> = self.keys.keys().map(String::as_str).collect();
        kids.sort_unstable();
        kids
    }

    /// The claims of `jwt`, if it is a session token of this instance and valid at `now`.
    pub fn verify(&self, jwt: &str, now: Millis) -> Result<SessionClaims, VerifyError> {
        let (message, signature) = jwt.rsplit_once('.').ok_or(VerifyError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(VerifyError::Malformed)?;
        if jwt.len() > MAX_LENGTH || payload.contains('.') {
            return Err(VerifyError::Malformed);
        }
        let header: Header = part(header)?;
        let key = self.key_for(&header)?;
        match jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, Algorithm::RS256) {
            Ok(true) => {}
            Ok(false) | Err(_) => return Err(VerifyError::WrongSignature),
        }
        let claims: SessionClaims = part(payload)?;
        self.check(&claims, now)?;
        Ok(claims)
    }

    fn key_for(&self, header: &Header) -> Result<&DecodingKey, VerifyError> {
        if header.alg != "RS256" {
            return Err(VerifyError::WrongAlgorithm);
        }
        // Whoever marks an extension as critical wants the token refused by those who do not know it.
        if header.crit.is_some() || header.typ.as_deref().is_some_and(|typ| typ != "JWT") {
            return Err(VerifyError::WrongType);
        }
        if header
            .cat
            .as_deref()
            .is_some_and(|cat| cat != SESSION_CATEGORY && cat != NO_CATEGORY)
        {
            return Err(VerifyError::WrongCategory);
        }
        header
            .kid
            .as_ref()
            .and_then(|kid| self.keys.get(kid))
            .ok_or(VerifyError::UnknownKid)
    }

    fn check(&self, claims: &SessionClaims, now: Millis) -> Result<(), VerifyError> {
        if claims.iss != self.issuer {
            return Err(VerifyError::WrongIssuer);
        }
        if claims.sub.is_empty() || claims.sid.is_empty() {
            return Err(VerifyError::Malformed);
        }
        let listed = |azp: &str| self.authorized_parties.iter().any(|party| party == azp);
        if !self.authorized_parties.is_empty() && !claims.azp.as_deref().is_some_and(listed) {
            return Err(VerifyError::WrongParty);
        }
        let millis = |seconds: i64| seconds.saturating_mul(SECOND);
        if millis(claims.exp) <= now.saturating_sub(SKEW) {
            return Err(VerifyError::Expired);
        }
        let latest = now.saturating_add(SKEW);
        if claims.nbf.is_some_and(|nbf| millis(nbf) > latest) {
            return Err(VerifyError::NotYetValid);
        }
        if millis(claims.iat) > latest {
            return Err(VerifyError::IssuedInFuture);
        }
        if claims.sts.as_deref() == Some("pending") {
            return Err(VerifyError::Pending);
        }
        Ok(())
    }
}

fn is_for_rs256(key: &Jwk) -> bool {
    key.kty == "RSA"
        && !key.kid.is_empty()
        && !key.n.is_empty()
        && !key.e.is_empty()
        && matches!(key.alg.as_str(), "" | "RS256")
        && matches!(key.usage.as_str(), "" | "sig")
}

fn part<T: DeserializeOwned>(encoded: &str) -> Result<T, VerifyError> {
    let json = URL_SAFE_NO_PAD
        .decode(encoded)
        .map_err(|_| VerifyError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| VerifyError::Malformed)
}

impl fmt::Debug for SessionVerifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionVerifier")
            .field("issuer", &self.issuer)
            .field("kids", &self.keys.keys())
            .field("authorized_parties", &self.authorized_parties)
            .finish()
    }
}
