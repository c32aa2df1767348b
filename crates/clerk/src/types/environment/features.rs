use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::types::lenient::null_as_default;

/// Organizations.
///
/// Source: Clerk Frontend API `Client.OrganizationSettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationSettings {
    /// Whether there are any.
    pub enabled: bool,
    /// How many members one has at most.
    pub max_allowed_memberships: u32,
    /// What their administrators may do.
    pub actions: OrganizationActions,
    /// Their domains.
    pub domains: OrganizationDomains,
    /// Their names in addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<OrganizationSlug>,
    /// What a founder becomes.
    pub creator_role: String,
}

/// What administrators of organizations may do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationActions {
    /// Delete it.
    pub admin_delete: bool,
}

/// Domains of organizations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationDomains {
    /// Whether there are any.
    pub enabled: bool,
    /// How their people become members.
    #[serde(deserialize_with = "null_as_default")]
    pub enrollment_modes: Vec<String>,
    /// As what.
    pub default_role: String,
}

/// Names of organizations in addresses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationSlug {
    /// Whether there are none.
    pub disabled: bool,
}

/// What guards against fraud (`object: "fraud_settings"`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, tag = "object", rename = "fraud_settings")]
pub struct FraudSettings {
    /// In native applications.
    pub native: NativeFraudSettings,
}

/// What guards against fraud in native applications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NativeFraudSettings {
    /// `disabled`, `onboarding` or `enforced`.
    pub device_attestation_mode: String,
}

/// Billing. clerk-js reads it without checking: send it whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommerceSettings {
    /// Who can be billed.
    pub billing: Billing,
}

/// Who can be billed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Billing {
    /// For the payment form.
    pub stripe_publishable_key: Option<String>,
    /// Whether a trial needs one.
    pub free_trial_requires_payment_method: bool,
    /// Users.
    pub user: BillingOf,
    /// Organizations.
    pub organization: BillingOf,
}

/// Whether users, or organizations, can be billed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillingOf {
    /// Whether they can.
    pub enabled: bool,
    /// Whether there is a plan to pay for.
    pub has_paid_plans: bool,
}

/// API keys of the application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiKeysSettings {
    /// Whether there are any.
    pub enabled: bool,
    /// Whether users have them.
    pub user_api_keys_enabled: bool,
    /// Whether organizations have them.
    pub orgs_api_keys_enabled: bool,
}

/// Scripts that clerk-js adds to the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProtectConfig {
    /// The scripts.
    #[serde(deserialize_with = "null_as_default")]
    pub loaders: Vec<Value>,
}
