//! Refusals in Clerk's envelope (CONTRACT 1.2), which Clerk's own packages read.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::VerifyError;
use crate::types::{ErrorEnvelope, ErrorItem};

/// Why somebody counts as signed out, as Clerk's packages for servers say it.
const AUTH_REASON: HeaderName = HeaderName::from_static("x-clerk-auth-reason");

/// 401: nobody is signed in.
pub(super) fn signed_out<R: From<String>>(why: Option<VerifyError>) -> Response<R> {
    let item = ErrorItem::new(
        "authentication_invalid",
        "Invalid authentication",
        "Unable to authenticate the request, you need to supply an active session",
    );
    let mut answer = refusal(StatusCode::UNAUTHORIZED, item);
    let reason = HeaderValue::from_static(why.map_or("session-token-missing", reason));
    answer.headers_mut().insert(AUTH_REASON, reason);
    answer
}

/// 403: somebody is signed in as somebody else.
pub(super) fn impersonated<R: From<String>>() -> Response<R> {
    let item = ErrorItem::new(
        "resource_forbidden",
        "not allowed",
        "This action is not allowed during impersonation",
    );
    refusal(StatusCode::FORBIDDEN, item)
}

/// 503: the keys that tokens are verified with could not be fetched.
pub(super) fn keys_unavailable<R: From<String>>() -> Response<R> {
    let item = ErrorItem::new(
        "jwk_remote_failed_to_load",
        "Keys unavailable",
        "The keys that session tokens are verified with cannot be fetched at the moment. Try again in a minute",
    );
    let mut answer = refusal(StatusCode::SERVICE_UNAVAILABLE, item);
    let headers = answer.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
    answer
}

fn refusal<R: From<String>>(status: StatusCode, item: ErrorItem) -> Response<R> {
    let envelope = ErrorEnvelope {
        errors: vec![item],
        ..ErrorEnvelope::default()
    };
    let body = serde_json::to_string(&envelope).expect("an envelope is JSON");
    let mut answer = Response::new(R::from(body));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// The reasons of Clerk's own packages, where they have one.
fn reason(why: VerifyError) -> &'static str {
    match why {
        VerifyError::Malformed
        | VerifyError::WrongType
        | VerifyError::WrongCategory
        | VerifyError::Pending => "token-invalid",
        VerifyError::WrongAlgorithm => "token-invalid-algorithm",
        VerifyError::WrongSignature => "token-invalid-signature",
        VerifyError::UnknownKid => "jwk-kid-mismatch",
        VerifyError::WrongIssuer => "token-invalid-issuer",
        VerifyError::WrongParty => "token-invalid-authorized-parties",
        VerifyError::Expired => "token-expired",
        VerifyError::NotYetValid => "token-not-active-yet",
        VerifyError::IssuedInFuture => "token-iat-in-the-future",
    }
}
