use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

/// The cookie of Clerk's packages; beside it they set one whose name ends in a suffix made of the publishable key.
const SESSION_COOKIE: &str = "__session";

/// The session tokens that a request brings, the one to try first first: the header's, else the cookies', those
/// with a suffix before the one without (CONTRACT 2.5). Several applications on one host share their cookies, so
/// that more than one may be there; at most one of them is of this instance.
pub(super) fn session_tokens(headers: &HeaderMap) -> Vec<&str> {
    match headers.get(AUTHORIZATION) {
        Some(value) => value.to_str().ok().and_then(bearer).into_iter().collect(),
        None => cookies(headers),
    }
}

/// The scheme is compared without regard to case (RFC 9110, section 11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn cookies(headers: &HeaderMap) -> Vec<&str> {
    let pairs = headers.get_all(COOKIE).into_iter();
    let pairs = pairs.filter_map(|value| value.to_str().ok());
    let pairs = pairs.flat_map(|value| value.split(';'));
    let mut found: Vec<_> = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, token)| is_session(name) && !token.is_empty())
        .collect();
    found.sort_by_key(|(name, _)| *name == SESSION_COOKIE);
    found.into_iter().map(|(_, token)| token).collect()
}

fn is_session(name: &str) -> bool {
    let rest = name.strip_prefix(SESSION_COOKIE);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}
