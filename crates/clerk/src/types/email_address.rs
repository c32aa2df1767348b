use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::Verification;
use super::lenient::null_as_default;

/// An e-mail address of a user (`object: "email_address"`).
///
/// Source: Clerk Backend API `EmailAddress`, Frontend API `Client.EmailAddress`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "email_address")]
pub struct EmailAddress {
    /// `idn_…`
    #[serde(default)]
    pub id: String,
    /// The address.
    pub email_address: String,
    /// Whether it is kept for this user without being verified.
    #[serde(default)]
    pub reserved: bool,
    /// How it was verified, if at all.
    #[serde(default)]
    pub verification: Option<Verification>,
    /// Other identifications that share it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub linked_to: Vec<IdentificationLink>,
    /// When it was added.
    #[serde(default)]
    pub created_at: Millis,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Millis,
}

/// A link from one identification to another (an e-mail address that an OAuth account also has).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentificationLink {
    /// `oauth_google`, `saml` …
    #[serde(rename = "type")]
    pub kind: String,
    /// `idn_…`
    pub id: String,
}
