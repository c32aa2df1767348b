use http::StatusCode;

use super::ApiError;

/// Things that are not there, or not in a state for what was asked.
impl ApiError {
    /// The answer to every path and method that is not built.
    pub(crate) fn nothing_here(method: &http::Method, path: &str) -> Self {
        let long = format!("There is nothing at {method} {path}.");
        Self::new(
            StatusCode::NOT_FOUND,
            "resource_not_found",
            "not found",
            long,
        )
    }

    pub(crate) fn user_not_found(id: &str) -> Self {
        let long = format!("No user was found with id {id}.");
        Self::new(
            StatusCode::NOT_FOUND,
            "resource_not_found",
            "not found",
            long,
        )
    }

    pub(crate) fn session_not_found(id: &str) -> Self {
        let long = format!("No session was found with id {id}");
        Self::new(
            StatusCode::NOT_FOUND,
            "resource_not_found",
            "Session not found",
            long,
        )
    }

    pub(crate) fn sign_in_not_found(id: &str) -> Self {
        let long = format!("No sign in was found with id {id}");
        Self::new(
            StatusCode::NOT_FOUND,
            "resource_not_found",
            "Sign in not found",
            long,
        )
    }

    pub(crate) fn actor_token_not_found(id: &str) -> Self {
        let long = format!("No actor token was found with id {id}");
        Self::new(
            StatusCode::NOT_FOUND,
            "resource_not_found",
            "not found",
            long,
        )
    }

    pub(crate) fn client_not_found() -> Self {
        let long = "No client was found for this request";
        Self::new(
            StatusCode::NOT_FOUND,
            "resource_not_found",
            "Client not found",
            long,
        )
    }

    /// The session is over (or was never in the state that the action needs).
    pub(crate) fn session_action_invalid(action: &str) -> Self {
        let long = format!("The session is not active, so it is not possible to {action} it.");
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_action_for_session",
            "Invalid action for user session",
            long,
        )
    }

    pub(crate) fn actor_token_not_pending(status: &str) -> Self {
        let long = format!(
            "Actor token cannot be revoked because its status is {status}. Only pending tokens can be revoked."
        );
        let code = "actor_token_cannot_be_revoked_code";
        Self::new(StatusCode::BAD_REQUEST, code, "cannot revoke", long)
    }

    pub(crate) fn no_password() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "no_password_set",
            "no password set",
            "The user does not have a password set for their account",
        )
    }

    /// The Backend API's answer to a wrong password; the Frontend API never says this much.
    pub(crate) fn password_incorrect() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "incorrect_password",
            "incorrect password",
            "The provided password is incorrect",
        )
    }
}
