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

    /// There is something at the path, for other methods.
    pub(crate) fn method_not_allowed(method: &http::Method, path: &str) -> Self {
        let long = format!("{method} is not a method of {path}.");
        let code = "method_not_allowed";
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            code,
            "Method not allowed",
            long,
        )
    }

    fn not_found(what: &str, id: &str) -> Self {
        let long = format!("No {what} was found with id {id}");
        let code = "resource_not_found";
        Self::new(StatusCode::NOT_FOUND, code, "not found", long)
    }

    pub(crate) fn email_address_not_found(id: &str) -> Self {
        Self::not_found("email address", id)
    }

    pub(crate) fn sign_in_token_not_found(id: &str) -> Self {
        Self::not_found("sign in token", id)
    }

    pub(crate) fn organization_not_found(id: &str) -> Self {
        Self::not_found("organization", id)
    }

    pub(crate) fn template_not_found(name: &str) -> Self {
        let long = format!("No JWT template exists with name: {name}");
        let code = "resource_not_found";
        Self::new(StatusCode::NOT_FOUND, code, "JWT template not found", long)
    }

    /// The code that Clerk's packages have words for; its status is a guess.
    pub(crate) fn last_identification() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "identification_deletion_failed",
            "cannot delete identification",
            "You cannot delete your last identification.",
        )
    }

    pub(crate) fn sign_in_token_not_pending(status: &str) -> Self {
        let long = format!(
            "Sign in token cannot be revoked because its status is {status}. Only pending tokens can be revoked."
        );
        let code = "sign_in_token_cannot_be_revoked_code";
        Self::new(StatusCode::BAD_REQUEST, code, "cannot revoke", long)
    }

    pub(crate) fn user_not_found(id: &str) -> Self {
        Self::not_found("user", id)
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

    /// As the operations of the second factor answer it, which know no 404.
    pub(crate) fn sign_in_not_to_continue(self) -> Self {
        match self.status {
            StatusCode::NOT_FOUND => Self {
                status: StatusCode::BAD_REQUEST,
                ..self
            },
            _ => self,
        }
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

    pub(crate) fn totp_disabled() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "totp_disabled",
            "totp disabled",
            "TOTP is not enabled for this user",
        )
    }

    /// An authenticator app is set up already.
    pub(crate) fn totp_already_enabled() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "totp_already_enabled",
            "totp already enabled",
            "TOTP is already enabled for this user",
        )
    }

    /// No authenticator app is set up, or about to be.
    pub(crate) fn totp_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "resource_not_found",
            "not found",
            "No TOTP was found for this user",
        )
    }

    pub(crate) fn backup_codes_not_available() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "backup_codes_not_available_code",
            "Backup codes not available",
            "In order to use backup codes, you have to enable any other Multi-factor method",
        )
    }

    pub(crate) fn totp_incorrect() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "totp_incorrect_code",
            "incorrect code",
            "The provided TOTP code is incorrect",
        )
    }

    /// Neither six digits nor one of the backup codes.
    pub(crate) fn totp_invalid_length() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "totp_invalid_length",
            "invalid length",
            "The provided TOTP code must be 6 digits long",
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
