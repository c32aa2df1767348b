//! The cookies of browsers. They are host-only, and a host's cookies do not tell its ports apart: an
//! application on the same host as the provider sees `__client_uat`, as it would on one domain at Clerk.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clerk::PublishableKey;
use http::HeaderMap;
use http::header::COOKIE;

use super::answer::{ClientNews, TokenNews};

/// Holds the client token, out of reach of scripts.
const CLIENT: &str = "__client";

/// Says when the client last changed, so that a backend knows that a session token is out of date.
/// Also there with a suffix, which tells applications on one host apart.
const CHANGED_AT: &str = "__client_uat";

/// Holds the session token, where the application and its scripts read it; also with a suffix.
const SESSION: &str = "__session";

/// Brings a backend what it is to set.
const HANDSHAKE: &str = "__clerk_handshake";

/// When browsers send a cookie along. Lax, so that following a link to the application finds one signed in.
const LAX: &str = "SameSite=Lax";

/// As [`LAX`] is where the provider is served over https and an application on the same host is not: to a browser
/// that is another site. Whose pages may ask is decided by their origin in either case.
const FROM_EVERYWHERE: &str = "SameSite=None; Secure";

/// As long as Clerk's packages keep theirs: a year, in seconds.
const LIFE: i64 = 365 * 24 * 60 * 60;

/// The client token that a browser sends. Of several the first counts, as browsers send the most
/// specific one first.
pub(super) fn client_token(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).iter();
    // Bytes until a pair is ours: others on this host may keep in theirs what they like.
    let pairs = lines
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair.trim_ascii()).ok())
        .filter_map(|pair| pair.split_once('='));
    let mut tokens = pairs.filter(|(name, value)| *name == CLIENT && !value.is_empty());
    tokens.next().map(|(_, value)| value)
}

/// The `Set-Cookie` lines for what a browser has to keep of the provider, which may be served over https
/// (`secure`).
pub(super) fn set(news: &ClientNews, key: &PublishableKey, secure: bool) -> Vec<String> {
    let sent = if secure { FROM_EVERYWHERE } else { LAX };
    let mut lines = Vec::new();
    match &news.token {
        TokenNews::Same => {}
        TokenNews::New(token) => lines.push(hidden(CLIENT, token, LIFE, sent)),
        TokenNews::Void => lines.push(hidden(CLIENT, "", 0, sent)),
    }
    if let Some(changed_at) = news.changed_at {
        lines.extend(both(CHANGED_AT, &changed_at.to_string(), LIFE, sent, key));
    }
    lines
}

/// What a backend has to set in the browser of somebody with that session token, or with none.
pub(super) fn handshake(
    session_token: Option<&str>,
    changed_at: i64,
    key: &PublishableKey,
) -> Vec<String> {
    let session = match session_token {
        Some(token) => both(SESSION, token, LIFE, LAX, key),
        None => both(SESSION, "", 0, LAX, key),
    };
    let mut lines = vec![hidden(HANDSHAKE, "", 0, LAX)];
    lines.extend(both(CHANGED_AT, &changed_at.to_string(), LIFE, LAX, key));
    lines.extend(session);
    lines
}

/// The `Set-Cookie` line that brings a handshake to the backend, which takes it from there at once.
pub(super) fn handshake_token(token: &str) -> String {
    hidden(HANDSHAKE, token, 60, LAX)
}

/// A cookie under its plain name and under the one with the suffix.
fn both(name: &str, value: &str, seconds: i64, sent: &str, key: &PublishableKey) -> [String; 2] {
    let suffixed = format!("{name}_{}", suffix(key));
    [
        line(name, value, seconds, sent),
        line(&suffixed, value, seconds, sent),
    ]
}

/// A cookie that scripts cannot read.
fn hidden(name: &str, value: &str, seconds: i64, sent: &str) -> String {
    format!("{}; HttpOnly", line(name, value, seconds, sent))
}

fn line(name: &str, value: &str, seconds: i64, sent: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age={seconds}; {sent}")
}

/// What Clerk's packages put behind the names of an application's cookies: the beginning of the
/// publishable key's SHA-1, which is a name here and protects nothing.
fn suffix(key: &PublishableKey) -> String {
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, key.to_string().as_bytes());
    let mut text = URL_SAFE_NO_PAD.encode(hash);
    text.truncate(8);
    text
}

#[cfg(test)]
mod tests {
    use clerk::KeyEnvironment;
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_suffix_is_the_one_that_clerks_packages_compute() {
        let suffix = |environment| {
            suffix(&PublishableKey::new(environment, "127.0.0.1:4000").expect("a host with a dot"))
        };
        assert_eq!(suffix(KeyEnvironment::Live), "G1Ze9mJX");
        assert_eq!(suffix(KeyEnvironment::Test), "X-99I1TU");
    }

    #[test]
    fn only_a_cookie_of_that_very_name_is_the_client_token() {
        let mut headers = HeaderMap::new();
        for line in [
            &b"a=b; __client_uat=1; __client="[..],
            b"caf\xe9=\xff; x__client=no; __client=yes; __client=late",
        ] {
            let line = HeaderValue::from_bytes(line).expect("bytes that a header may have");
            headers.append(COOKIE, line);
        }
        assert_eq!(client_token(&headers), Some("yes"));
    }
}
