use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;

/// How, and how far, something was verified: an e-mail address, or a factor of a sign-in.
///
/// Source: Clerk Backend API `verification_*`, Frontend API `Stubs.Verification.*`; one struct for
/// all of them, since they differ in `object` and `strategy` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// `verification_otp`, `verification_ticket` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// How far it got.
    pub status: VerificationStatus,
    /// By which means: `admin`, `ticket`, `password`, `email_code` …
    pub strategy: String,
    /// How often it was tried.
    #[serde(default)]
    pub attempts: Option<i64>,
    /// Until when it can be tried.
    #[serde(default)]
    pub expire_at: Option<Millis>,
}

open_enum! {
    /// How far a [`Verification`] got.
    pub enum VerificationStatus {
        /// Not there yet.
        Unverified = "unverified",
        /// Proven.
        Verified = "verified",
        /// Tried and refused.
        Failed = "failed",
        /// Not proven in time.
        Expired = "expired",
        /// Proven for somebody who is not known yet.
        Transferable = "transferable",
    }
}

impl Verification {
    /// A verification by `strategy` (`admin`, `ticket`, `password` …), with its `object` named after it.
    pub fn new(strategy: &str, status: VerificationStatus) -> Self {
        let object = match strategy {
            "email_code"
            | "phone_code"
            | "reset_password_email_code"
            | "reset_password_phone_code" => "otp",
            other => other,
        };
        Self {
            object: Some(format!("verification_{object}")),
            status,
            strategy: strategy.to_owned(),
            attempts: None,
            expire_at: None,
        }
    }
}
