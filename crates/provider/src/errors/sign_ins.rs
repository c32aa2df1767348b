use http::StatusCode;

use super::ApiError;

/// Sign-ins and tickets.
impl ApiError {
    /// The three ways in which an address and a password can be wrong (no such address, no password
    /// set, another password) read the same: the instance has enumeration protection switched on,
    /// for which Clerk has this code instead of `form_identifier_not_found` and
    /// `form_password_incorrect`. There is no `param_name`, for it would name the one that is wrong.
    pub(crate) fn identifier_or_password_incorrect() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "form_password_or_identifier_incorrect",
            "is incorrect",
            "Email address or password is incorrect.",
        )
    }

    pub(crate) fn strategy_invalid() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "strategy_for_user_invalid",
            "Invalid verification strategy",
            "The verification strategy is not valid for this account",
        )
    }

    pub(crate) fn user_banned() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "user_banned",
            "User banned",
            "This account has been banned. Please contact support for more information.",
        )
    }

    /// The account is locked for so many more seconds. Said whether or not the password is right.
    pub(crate) fn user_locked(seconds: i64) -> Self {
        let minutes = (seconds + 59) / 60;
        let plural = if minutes == 1 { "" } else { "s" };
        let long = format!(
            "Your account is locked. You will be able to try again in {minutes} minute{plural}. For more information, please contact support."
        );
        Self::new(StatusCode::FORBIDDEN, "user_locked", "Account locked", long)
            .with_meta("lockout_expires_in_seconds", seconds)
    }

    /// A person's own password, for which they were asked again.
    pub(crate) fn own_password_incorrect(param: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "form_password_incorrect",
            "Password is incorrect. Try again, or use another method.",
            "Password is incorrect. Try again, or use another method.",
        )
        .with_meta("param_name", param)
    }

    /// The person's last proof of who they are is too long ago for what they ask.
    pub(crate) fn reverification_required() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "session_reverification_required",
            "Reverification required",
            "The session needs to be reverified before this can be done.",
        )
    }

    /// A code that is not the one that was sent, shown or kept.
    pub(crate) fn code_incorrect() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "form_code_incorrect",
            "is incorrect",
            "Incorrect code",
        )
        .with_meta("param_name", "code")
    }

    /// No code was sent, so none can be right.
    pub(crate) fn code_not_sent() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "verification_not_sent",
            "code not sent",
            "You need to send a verification code before attempting to verify.",
        )
    }

    pub(crate) fn code_expired() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "verification_expired",
            "expired",
            "This verification has expired. You can try again.",
        )
    }

    pub(crate) fn code_failed() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "verification_failed",
            "failed",
            "Too many failed attempts. You have to try again with the same or another method.",
        )
    }

    /// There is nothing left to prove.
    pub(crate) fn already_verified() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "verification_already_verified",
            "already verified",
            "This verification has already been verified.",
        )
    }

    pub(crate) fn session_exists() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "session_exists",
            "Session already exists",
            "You're already signed in.",
        )
    }

    pub(crate) fn already_signed_in(session_id: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "identifier_already_signed_in",
            "You're already signed in",
            "You're already signed in with this account.",
        )
        .with_meta("session_id", session_id)
    }

    pub(crate) fn impersonation_present() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "session_creation_not_allowed",
            "unable to create session",
            "Unable to create new session when an impersonation session is present. Please sign out first.",
        )
    }

    pub(crate) fn ticket_invalid() -> Self {
        Self::ticket(
            "ticket_invalid_code",
            "ticket is invalid",
            "The ticket is invalid.",
        )
    }

    pub(crate) fn ticket_expired() -> Self {
        Self::ticket(
            "ticket_expired_code",
            "ticket has expired",
            "The ticket has expired.",
        )
    }

    pub(crate) fn actor_token_revoked() -> Self {
        Self::ticket(
            "actor_token_revoked_code",
            "actor token has been revoked",
            "This actor token has been revoked and cannot be used anymore.",
        )
    }

    pub(crate) fn actor_token_used() -> Self {
        Self::ticket(
            "actor_token_already_used_code",
            "actor token has already been used",
            "This actor token has already been used. Each token can only be used once.",
        )
    }

    pub(crate) fn sign_in_token_revoked() -> Self {
        Self::ticket(
            "sign_in_token_revoked_code",
            "sign in token has been revoked",
            "This sign in token has been revoked and cannot be used anymore.",
        )
    }

    pub(crate) fn sign_in_token_used() -> Self {
        Self::ticket(
            "sign_in_token_already_used_code",
            "sign in token has already been used",
            "This sign in token has already been used. Each token can only be used once.",
        )
    }

    pub(crate) fn actor_token_subject_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "actor_token_subject_not_found",
            "user not found",
            "The user of this actor token no longer exists.",
        )
    }

    /// Nobody has told the provider where tickets shall be taken to.
    pub(crate) fn sign_in_url_missing() -> Self {
        Self::ticket(
            "sign_in_url_missing",
            "no sign-in URL",
            "This instance has no sign-in URL to take the ticket to; set provider.sign_in_url.",
        )
    }

    fn ticket(code: &'static str, message: &'static str, long_message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, long_message)
    }
}
