use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::Verification;
use super::lenient::null_as_default;
use super::open_enum::open_enum;

/// An attempt to sign in (`object: "sign_in_attempt"`).
///
/// Source: Clerk Frontend API `Client.SignIn`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "sign_in_attempt")]
pub struct SignIn {
    /// `sia_…`
    pub id: String,
    /// What comes next.
    pub status: SignInStatus,
    /// Which kinds of identifier the instance takes: `email_address`, `username` …
    #[serde(default, deserialize_with = "null_as_default")]
    pub supported_identifiers: Vec<String>,
    /// What proves the first factor.
    pub supported_first_factors: Option<Vec<SignInFactor>>,
    /// What proves the second factor.
    pub supported_second_factors: Option<Vec<SignInFactor>>,
    /// How far the first factor got.
    pub first_factor_verification: Option<Verification>,
    /// How far the second factor got.
    pub second_factor_verification: Option<Verification>,
    /// Who was named.
    pub identifier: Option<String>,
    /// What may be shown of them.
    pub user_data: Option<SignInUserData>,
    /// The session, once complete.
    pub created_session_id: Option<String>,
    /// Until when the attempt can be continued.
    pub abandon_at: Millis,
    /// Whether the user had a session on this device before: `pending`, `new` or `known`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_trust_state: Option<String>,
}

open_enum! {
    /// What a [`SignIn`] waits for.
    pub enum SignInStatus {
        /// For an identifier.
        NeedsIdentifier = "needs_identifier",
        /// For the first factor.
        NeedsFirstFactor = "needs_first_factor",
        /// For the second factor.
        NeedsSecondFactor = "needs_second_factor",
        /// For proof that the device is the user's.
        NeedsClientTrust = "needs_client_trust",
        /// For a new password.
        NeedsNewPassword = "needs_new_password",
        /// For a check against bots.
        NeedsProtectCheck = "needs_protect_check",
        /// For nothing: there is a session.
        Complete = "complete",
        /// For nothing any more: it was given up.
        Abandoned = "abandoned",
    }
}

/// A means of proving who one is.
///
/// Source: Clerk Frontend API `Stubs.SignInFactor`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInFactor {
    /// `password`, `email_code`, `ticket`, `totp` …
    pub strategy: String,
    /// The address or number, partly masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe_identifier: Option<String>,
    /// `idn_…`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_address_id: Option<String>,
    /// `idn_…`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_id: Option<String>,
    /// Whether it is the primary address or number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary: Option<bool>,
    /// Whether it is offered first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
}

/// What may be shown of somebody who has not proven yet who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInUserData {
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// Where the picture is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Whether the picture is the user's own.
    #[serde(default)]
    pub has_image: bool,
}
