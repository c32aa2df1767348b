use ambient::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lenient::null_as_default;
use super::{EmailAddress, JsonMap};

/// A user (`object: "user"`), as both APIs show one.
///
/// What only the Backend API may show is optional and left out when `None`; see
/// [`User::for_frontend`]. Kinds of identification that nothing here looks into stay raw JSON.
///
/// Source: Clerk Backend API `User`, Frontend API `Client.User`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "user")]
#[expect(clippy::struct_excessive_bools, reason = "switches on the wire")]
pub struct User {
    /// `user_…`
    pub id: String,
    /// The id in the customer's own system.
    pub external_id: Option<String>,
    /// Which of `email_addresses` is the primary one.
    pub primary_email_address_id: Option<String>,
    /// Which of `phone_numbers` is the primary one.
    pub primary_phone_number_id: Option<String>,
    /// Which of `web3_wallets` is the primary one.
    pub primary_web3_wallet_id: Option<String>,
    /// The user name, where the instance uses them.
    pub username: Option<String>,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// The language tag. Backend API only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Where the picture is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Whether the picture is the user's own.
    #[serde(default)]
    pub has_image: bool,
    /// Readable by the user, written by the Backend API alone.
    #[serde(default, deserialize_with = "null_as_default")]
    pub public_metadata: JsonMap,
    /// Backend API only; must never reach a browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_metadata: Option<JsonMap>,
    /// Readable and writable by the user.
    #[serde(default, deserialize_with = "null_as_default")]
    pub unsafe_metadata: JsonMap,
    /// All e-mail addresses.
    #[serde(default, deserialize_with = "null_as_default")]
    pub email_addresses: Vec<EmailAddress>,
    /// All phone numbers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub phone_numbers: Vec<Value>,
    /// All web3 wallets.
    #[serde(default, deserialize_with = "null_as_default")]
    pub web3_wallets: Vec<Value>,
    /// All passkeys.
    #[serde(default, deserialize_with = "null_as_default")]
    pub passkeys: Vec<Value>,
    /// Whether there is a password.
    #[serde(default)]
    pub password_enabled: bool,
    /// Whether there is a second factor.
    #[serde(default)]
    pub two_factor_enabled: bool,
    /// Whether there is an authenticator app.
    #[serde(default)]
    pub totp_enabled: bool,
    /// Whether there are backup codes.
    #[serde(default)]
    pub backup_code_enabled: bool,
    /// Since when there is a second factor.
    pub mfa_enabled_at: Option<Millis>,
    /// Since when there is none any more.
    pub mfa_disabled_at: Option<Millis>,
    /// When the password last changed.
    pub password_last_updated_at: Option<Millis>,
    /// Accounts at OAuth providers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub external_accounts: Vec<Value>,
    /// Accounts at SAML providers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub saml_accounts: Vec<Value>,
    /// Accounts at enterprise connections.
    #[serde(default, deserialize_with = "null_as_default")]
    pub enterprise_accounts: Vec<Value>,
    /// Memberships, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_memberships: Option<Vec<Value>>,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Millis>,
    /// Whether signing in is forbidden. Required when read: nobody is taken for unbanned by omission.
    pub banned: bool,
    /// Whether too many wrong attempts locked the account.
    #[serde(default)]
    pub locked: bool,
    /// Whether a directory took the account away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprovisioned: Option<bool>,
    /// How long the lock still lasts, in seconds.
    pub lockout_expires_in_seconds: Option<i64>,
    /// Attempts left before the account is locked.
    pub verification_attempts_remaining: Option<i64>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Millis,
    /// When it was created.
    #[serde(default)]
    pub created_at: Millis,
    /// Whether users may delete themselves.
    #[serde(default)]
    pub delete_self_enabled: bool,
    /// Whether the user may found organizations.
    #[serde(default)]
    pub create_organization_enabled: bool,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_organizations_limit: Option<i64>,
    /// When the user was last seen, to the day.
    pub last_active_at: Option<Millis>,
    /// When the terms were accepted.
    pub legal_accepted_at: Option<Millis>,
    /// Whether a new device needs no further proof. Backend API only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bypass_client_trust: Option<bool>,
}

impl User {
    /// What to call the user: first and last name, else the user name, else the primary e-mail
    /// address, else the id. Never empty.
    pub fn full_name(&self) -> String {
        let names = [self.first_name.as_deref(), self.last_name.as_deref()];
        let name = names
            .into_iter()
            .flatten()
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>();
        if !name.is_empty() {
            return name.join(" ");
        }
        let username = self
            .username
            .as_deref()
            .filter(|username| !username.is_empty());
        username
            .or_else(|| self.primary_email())
            .unwrap_or(&self.id)
            .to_owned()
    }

    /// The primary e-mail address.
    pub fn primary_email(&self) -> Option<&str> {
        let primary = self.primary_email_address_id.as_deref()?;
        let address = self
            .email_addresses
            .iter()
            .find(|address| address.id == primary)?;
        Some(&address.email_address)
    }

    /// The same user as a browser may see them: without what only the Backend API shows.
    #[must_use]
    pub fn for_frontend(self) -> Self {
        Self {
            locale: None,
            private_metadata: None,
            bypass_client_trust: None,
            ..self
        }
    }
}
