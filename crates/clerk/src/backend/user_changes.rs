use serde::Serialize;

use crate::secret::Secret;
use crate::types::JsonMap;

/// A user to be. Everything is optional; what is `None` is not sent.
///
/// Source: Clerk Backend API, `POST /users`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewUser {
    /// The id in the customer's own system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// E-mail addresses; the first becomes the primary one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub email_address: Vec<String>,
    /// The user name, where the instance uses them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password, 8 characters or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// Takes a password that is short or known from a breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_password_checks: Option<bool>,
    /// Takes a user without a password where one is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_password_requirement: Option<bool>,
    /// The secret of an authenticator app, in base32: SHA-1, six digits, thirty seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totp_secret: Option<Secret>,
    /// Codes that prove the second factor once each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backup_codes: Vec<Secret>,
    /// Readable by the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_metadata: Option<JsonMap>,
    /// Not readable by the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_metadata: Option<JsonMap>,
    /// Readable and writable by the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsafe_metadata: Option<JsonMap>,
}

/// What to change in a user; `None` leaves it as it is.
///
/// Source: Clerk Backend API, `PATCH /users/{id}`. Metadata has its own call since version 2026-05-12.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UserUpdate {
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The user name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The new password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// Takes a password that is short or known from a breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_password_checks: Option<bool>,
    /// With a new password: ends the user's other sessions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_out_of_other_sessions: Option<bool>,
}

/// Metadata to merge; `None` leaves that kind as it is, a `null` inside removes its key.
///
/// Source: Clerk Backend API, `PATCH /users/{id}/metadata`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Metadata {
    /// Readable by the user.
    #[serde(rename = "public_metadata", skip_serializing_if = "Option::is_none")]
    pub public: Option<JsonMap>,
    /// Not readable by the user.
    #[serde(rename = "private_metadata", skip_serializing_if = "Option::is_none")]
    pub private: Option<JsonMap>,
    /// Readable and writable by the user.
    #[serde(rename = "unsafe_metadata", skip_serializing_if = "Option::is_none")]
    pub r#unsafe: Option<JsonMap>,
}
