//! The instance's settings, as the Frontend API shows them.
//!
//! Everything has a default, so that an answer that lacks a part can be read, and the provider names
//! only what differs from "off".

#![expect(clippy::struct_excessive_bools, reason = "switches on the wire")]

mod attributes;
mod auth_config;
mod display_config;
mod features;
mod protection;
mod user_settings;

use serde::{Deserialize, Serialize};

pub use attributes::{Attribute, Attributes};
pub use auth_config::{AuthConfig, NativeSettings, Requirement};
pub use display_config::{DisplayConfig, Image};
pub use features::{
    ApiKeysSettings, Billing, BillingOf, CommerceSettings, FraudSettings, NativeFraudSettings,
    OrganizationActions, OrganizationDomains, OrganizationSettings, OrganizationSlug,
    ProtectConfig,
};
pub use protection::{AttackProtection, EmailLink, Enabled, PasswordSettings, UserLockout};
pub use user_settings::{
    EnterpriseSso, PasskeySettings, Restrictions, SecondFactor, SignInSettings, SignUpSettings,
    UserActions, UserSettings, UsernameSettings,
};

/// An instance's settings.
///
/// Source: Clerk Frontend API `GET /environment`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Environment {
    /// How people sign in.
    pub auth_config: AuthConfig,
    /// What it looks like and where its pages are.
    pub display_config: DisplayConfig,
    /// What users have and may do.
    pub user_settings: UserSettings,
    /// Organizations.
    pub organization_settings: OrganizationSettings,
    /// What guards against fraud.
    pub fraud_settings: FraudSettings,
    /// Billing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commerce_settings: Option<CommerceSettings>,
    /// API keys of the application.
    pub api_keys_settings: ApiKeysSettings,
    /// Scripts that clerk-js adds to the page; best left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protect_config: Option<ProtectConfig>,
    /// Whether clerk-js logs more.
    pub client_debug_mode: bool,
    /// Whether cookies are partitioned.
    pub partitioned_cookies: bool,
    /// Whether Clerk is being worked on.
    pub maintenance_mode: bool,
}
