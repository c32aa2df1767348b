use serde::{Deserialize, Serialize};

use crate::types::lenient::null_as_default;

/// What users have.
///
/// Source: Clerk Frontend API `UserSettings.Attributes`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attributes {
    /// E-mail addresses.
    pub email_address: Attribute,
    /// Phone numbers.
    pub phone_number: Attribute,
    /// A user name.
    pub username: Attribute,
    /// Web3 wallets.
    pub web3_wallet: Attribute,
    /// A given name.
    pub first_name: Attribute,
    /// A family name.
    pub last_name: Attribute,
    /// A password.
    pub password: Attribute,
    /// An authenticator app.
    pub authenticator_app: Attribute,
    /// Tickets.
    pub ticket: Attribute,
    /// Backup codes.
    pub backup_code: Attribute,
    /// Passkeys.
    pub passkey: Attribute,
}

/// One thing that users have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attribute {
    /// Whether they may have it.
    pub enabled: bool,
    /// Whether they must.
    pub required: bool,
    /// Whether it proves the first factor.
    pub used_for_first_factor: bool,
    /// How.
    #[serde(deserialize_with = "null_as_default")]
    pub first_factors: Vec<String>,
    /// Whether it proves the second factor.
    pub used_for_second_factor: bool,
    /// How.
    #[serde(deserialize_with = "null_as_default")]
    pub second_factors: Vec<String>,
    /// How it is verified.
    #[serde(deserialize_with = "null_as_default")]
    pub verifications: Vec<String>,
    /// Whether that happens at sign-up.
    pub verify_at_sign_up: bool,
    /// Whether it stays as it is.
    pub immutable: bool,
}
