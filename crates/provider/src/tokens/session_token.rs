use ambient::{MINUTE, Millis, SECOND};
use serde::Serialize;
use serde_json::{Map, Value};

use super::SigningKey;

/// How long a session token is good for, unless the Backend API says otherwise.
pub(crate) const LIFE: Millis = 60 * SECOND;

/// A token with more than this left is handed out again instead of a new one.
pub(super) const FRESH_FOR: Millis = 5 * SECOND;

/// How far before its making a token is already valid, for verifiers whose clocks are behind.
const BACKDATE_SECONDS: i64 = 10;

/// What a session token is made from.
pub(crate) struct SessionSubject<'a> {
    pub(crate) session_id: &'a str,
    pub(crate) user_id: &'a str,
    /// Who acts as the user, copied as it is.
    pub(crate) actor: Option<&'a Map<String, Value>>,
    /// When a password was last given for this session.
    pub(crate) first_factor_at: Option<Millis>,
    /// When a second factor was.
    pub(crate) second_factor_at: Option<Millis>,
    /// When the session is over at the latest.
    pub(crate) session_expires_at: Millis,
    /// How long the token is good for, if the session is.
    pub(crate) life: Millis,
    /// The origin that asked, if a browser did.
    pub(crate) azp: Option<&'a str>,
}

/// A session token and when it expires.
pub(crate) struct Minted {
    pub(crate) jwt: String,
    pub(crate) expires_at: Millis,
}

/// The claims of version 2; times are seconds.
#[derive(Serialize)]
struct Claims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    azp: Option<&'a str>,
    exp: i64,
    fva: [i64; 2],
    iat: i64,
    iss: &'a str,
    jti: &'a str,
    nbf: i64,
    sid: &'a str,
    sts: &'static str,
    sub: &'a str,
    v: u8,
}

/// Signs a token for a session that the caller found alive. It never outlives the session's maximum.
pub(crate) fn mint(
    key: &SigningKey,
    issuer: &str,
    subject: &SessionSubject<'_>,
    token_id: &str,
    now: Millis,
) -> Minted {
    let expires_at = (now + subject.life).min(subject.session_expires_at);
    let iat = now.div_euclid(SECOND);
    let jwt = key.sign(&Claims {
        act: subject.actor,
        azp: subject.azp,
        exp: expires_at.div_euclid(SECOND),
        fva: [
            age_in_minutes(subject.first_factor_at, now),
            age_in_minutes(subject.second_factor_at, now),
        ],
        iat,
        iss: issuer,
        jti: token_id,
        nbf: iat - BACKDATE_SECONDS,
        sid: subject.session_id,
        sts: "active",
        sub: subject.user_id,
        v: 2,
    });
    Minted { jwt, expires_at }
}

/// Minutes since a factor was verified, -1 for never: the form of the `fva` claim. An impersonator
/// has none of the user's factors, so a session from a ticket satisfies no reverification.
pub(crate) fn age_in_minutes(verified_at: Option<Millis>, now: Millis) -> i64 {
    verified_at.map_or(-1, |at| (now - at).max(0) / MINUTE)
}
