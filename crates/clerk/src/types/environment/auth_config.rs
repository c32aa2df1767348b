use ambient::Millis;
use serde::{Deserialize, Serialize};

use crate::types::lenient::null_as_default;
use crate::types::open_enum::open_enum;

/// How people sign in (`object: "auth_config"`).
///
/// Source: Clerk Frontend API `Client.AuthConfig`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, tag = "object", rename = "auth_config")]
pub struct AuthConfig {
    /// `aconf_…`
    pub id: String,
    /// Whether users have one.
    pub first_name: Requirement,
    /// Whether users have one.
    pub last_name: Requirement,
    /// Whether users have one.
    pub email_address: Requirement,
    /// Whether users have one.
    pub phone_number: Requirement,
    /// Whether users have one.
    pub username: Requirement,
    /// Whether users have one.
    pub password: Requirement,
    /// Which identifiers a user must have: one of each inner list.
    #[serde(deserialize_with = "null_as_default")]
    pub identification_requirements: Vec<Vec<String>>,
    /// Which identifiers one signs in with.
    #[serde(deserialize_with = "null_as_default")]
    pub identification_strategies: Vec<String>,
    /// Which first factors exist.
    #[serde(deserialize_with = "null_as_default")]
    pub first_factors: Vec<String>,
    /// Which second factors exist.
    #[serde(deserialize_with = "null_as_default")]
    pub second_factors: Vec<String>,
    /// How e-mail addresses are verified.
    #[serde(deserialize_with = "null_as_default")]
    pub email_address_verification_strategies: Vec<String>,
    /// Whether a client holds one session at most.
    pub single_session_mode: bool,
    /// Whether codes come from a shared sender.
    pub enhanced_email_deliverability: bool,
    /// Whether test addresses with a fixed code are taken.
    pub test_mode: bool,
    /// Whether a development instance works without cookies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookieless_dev: Option<bool>,
    /// Whether a development instance carries its session in addresses.
    pub url_based_session_syncing: bool,
    /// When the instance was claimed by an account.
    pub claimed_at: Option<Millis>,
    /// Whether sensitive changes ask for the factors again.
    pub reverification: bool,
    /// What native applications may do.
    pub native_settings: NativeSettings,
}

open_enum! {
    /// Whether users have something.
    pub enum Requirement {
        /// They do not.
        Off = "off",
        /// They may.
        On = "on",
        /// They must.
        Required = "required",
    }
}

/// What native applications may do (`object: "native_settings"`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, tag = "object", rename = "native_settings")]
pub struct NativeSettings {
    /// Whether native mode is allowed at all; this console needs it.
    pub api_enabled: bool,
    /// Whether a known device can sign in by itself.
    pub trusted_device_sign_in_enabled: bool,
    /// Whether it is offered after a sign-in.
    pub trusted_device_enrollment_prompt_after_sign_in_enabled: bool,
    /// Whether it is offered after a sign-up.
    pub trusted_device_enrollment_prompt_after_sign_up_enabled: bool,
}
