use serde::{Deserialize, Serialize};

use super::attributes::Attributes;
use super::protection::{AttackProtection, Enabled, PasswordSettings};
use crate::types::JsonMap;
use crate::types::lenient::null_as_default;

/// What users have and may do.
///
/// Source: Clerk Frontend API `Client.UserSettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserSettings {
    /// What users have.
    pub attributes: Attributes,
    /// OAuth providers by strategy, `oauth_google` …
    #[serde(deserialize_with = "null_as_default")]
    pub social: JsonMap,
    /// SAML connections.
    pub saml: EnterpriseSso,
    /// Enterprise connections.
    pub enterprise_sso: EnterpriseSso,
    /// Rules of signing in.
    pub sign_in: SignInSettings,
    /// Rules of signing up.
    pub sign_up: SignUpSettings,
    /// Who is kept out.
    pub restrictions: Restrictions,
    /// Rules of passwords.
    pub password_settings: PasswordSettings,
    /// Rules of user names.
    pub username_settings: UsernameSettings,
    /// What users may do by themselves.
    pub actions: UserActions,
    /// What guards against guessing.
    pub attack_protection: AttackProtection,
    /// Rules of passkeys.
    pub passkey_settings: PasskeySettings,
}

/// Whether companies sign in by their own provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnterpriseSso {
    /// Whether they do.
    pub enabled: bool,
    /// Whether they set it up themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_serve_sso: Option<bool>,
}

/// Rules of signing in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInSettings {
    /// The second factor.
    pub second_factor: SecondFactor,
}

/// Whether a second factor is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecondFactor {
    /// Whether it is.
    pub required: bool,
}

/// Rules of signing up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUpSettings {
    /// Whether there is a captcha.
    pub captcha_enabled: bool,
    /// `smart` or `invisible`.
    pub captcha_widget_type: String,
    /// Whether the customer's own step comes in between.
    pub custom_action_required: bool,
    /// Whether what is missing is asked for later.
    pub progressive: bool,
    /// `public`, `restricted` or `waitlist`.
    pub mode: String,
    /// Whether the terms must be accepted.
    pub legal_consent_enabled: bool,
}

/// Who is kept out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Restrictions {
    /// Only listed identifiers get in.
    pub allowlist: Enabled,
    /// Listed identifiers do not get in.
    pub blocklist: Enabled,
    /// Neither counts for signing in.
    pub allowlist_blocklist_disabled_on_sign_in: Enabled,
    /// No `name+tag@` addresses.
    pub block_email_subaddresses: Enabled,
    /// No throw-away addresses.
    pub block_disposable_email_domains: Enabled,
}

/// Rules of user names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UsernameSettings {
    /// Shortest.
    pub min_length: Option<u32>,
    /// Longest.
    pub max_length: Option<u32>,
    /// Whether more than letters, digits, `_` and `-`.
    pub allow_extended_special_characters: bool,
    /// Whether digits alone.
    pub allow_numeric_usernames: bool,
}

/// What users may do by themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserActions {
    /// Delete their account.
    pub delete_self: bool,
    /// Found organizations.
    pub create_organization: bool,
    /// Whether their number is limited.
    pub create_organizations_limit: Option<bool>,
}

/// Rules of passkeys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeySettings {
    /// Whether browsers offer them by themselves.
    pub allow_autofill: bool,
    /// Whether there is a button.
    pub show_sign_in_button: bool,
    /// Whether one counts as both factors.
    pub satisfies_second_factor: bool,
}
