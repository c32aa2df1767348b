use std::num::NonZeroU16;

use http::StatusCode;

use super::ApiError;

/// Who calls, from where, in which version.
impl ApiError {
    pub(crate) fn secret_key_invalid() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "clerk_key_invalid",
            "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
            "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
        )
    }

    pub(crate) fn authorization_header_invalid() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "authorization_header_format_invalid",
            "Invalid Authorization header format",
            "Invalid Authorization header format. Must be 'Bearer <YOUR_API_KEY>'",
        )
    }

    /// There is a client but no session on it that may act.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "authentication_invalid",
            "Invalid authentication",
            "Unable to authenticate the request, you need to supply an active session",
        )
    }

    /// There is no client at all.
    pub(crate) fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "signed_out",
            "Signed out",
            "You are signed out",
        )
    }

    /// The client token is forged, or from before the client's last sign-in.
    pub(crate) fn client_token_invalid() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "cookie_invalid",
            "Invalid cookie",
            "The client token is invalid or has been replaced by a newer one",
        )
    }

    pub(crate) fn header_missing() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "request_header_missing",
            "Missing request header",
            "Neither an Origin nor an Authorization header was supplied; native applications send _is_native=1",
        )
    }

    pub(crate) fn origin_with_authorization() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "origin_authorization_headers_conflict",
            "Setting both the 'Origin' and 'Authorization' headers is forbidden",
            "For security purposes, only one of the 'Origin' and 'Authorization' headers should be provided, but not both",
        )
    }

    /// 400, as Clerk answers an `Origin` that the instance does not know.
    pub(crate) fn origin_invalid() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "origin_invalid",
            "Invalid HTTP Origin header",
            "The Request HTTP Origin header must be equal to or a subdomain of the requesting URL",
        )
    }

    /// Clerk's code with status 421: a request for a host that is not this one never reached the
    /// right server, and must not be answered as though it had.
    pub(crate) fn host_invalid() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "host_invalid",
            "Invalid host",
            "This provider does not answer for the requested host",
        )
    }

    pub(crate) fn too_many_requests(retry_after: NonZeroU16) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many requests",
            "Too many requests, retry later",
        );
        error.retry_after = Some(retry_after);
        error
    }

    /// A client token that is given as a value is forged, or from before the client's last sign-in.
    pub(crate) fn client_cookie_invalid() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            ..Self::client_token_invalid()
        }
    }

    pub(crate) fn api_version_invalid() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "api_version_invalid",
            "Invalid API version",
            "The API version must be given once and must be a published one",
        )
    }
}
