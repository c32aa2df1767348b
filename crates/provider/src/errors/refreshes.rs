use http::StatusCode;

use super::ApiError;

/// Why a session is not refreshed. All are 401, on which Clerk's packages fall back to the handshake.
impl ApiError {
    fn refresh(code: &'static str, message: &'static str, long_message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message, long_message)
    }

    pub(crate) fn refresh_session_token_invalid() -> Self {
        Self::refresh(
            "expired_session_token_invalid",
            "Invalid expired_token param",
            "The session token provided could not be successfully verified",
        )
    }

    pub(crate) fn refresh_session_mismatch() -> Self {
        Self::refresh(
            "refresh_sid_mismatch",
            "Session ID does not match the 'sid' claim",
            "The 'sid' claim of the provided expired session token does not match the session ID provided in the request path",
        )
    }

    pub(crate) fn refresh_origin_invalid() -> Self {
        Self::refresh(
            "refresh_request_origin_invalid",
            "Request origin is invalid",
            "The request_origin parameter could not be parsed",
        )
    }

    pub(crate) fn refresh_azp_missing() -> Self {
        Self::refresh(
            "expired_session_token_missing_azp",
            "missing 'azp' claim",
            "No 'azp' claim present in the provided expired session token",
        )
    }

    pub(crate) fn refresh_origin_mismatch() -> Self {
        Self::refresh(
            "refresh_request_origin_azp_mismatch",
            "Request origin does not match azp claim",
            "The request_origin parameter does not match the 'azp' claim of expired_token",
        )
    }

    pub(crate) fn refresh_session_not_found(id: &str) -> Self {
        let long = format!("No session was found with id {id}");
        let code = "session_refresh_session_not_found";
        Self::new(StatusCode::UNAUTHORIZED, code, "Session not found", long)
    }

    pub(crate) fn refresh_session_inactive() -> Self {
        Self::refresh(
            "session_refresh_inactive_session",
            "session inactive",
            "The provided session is not active",
        )
    }

    pub(crate) fn refresh_token_not_found() -> Self {
        Self::refresh(
            "refresh_token_not_found",
            "Refresh token not found",
            "The provided refresh token was not found",
        )
    }
}
