use serde::{Deserialize, Serialize};

use super::{ClientSession, SignInFactor, Verification};

/// How far somebody has proven again who they are (`object: "session_reverification"`).
///
/// Source: Clerk Frontend API `POST /client/sessions/{id}/verify`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "session_reverification")]
pub struct SessionReverification {
    /// `first_factor`, `second_factor` or `multi_factor`.
    pub level: String,
    /// `needs_first_factor`, `needs_second_factor` or `complete`.
    pub status: String,
    /// By what the first factor can be proven.
    pub supported_first_factors: Option<Vec<SignInFactor>>,
    /// By what the second factor can be proven.
    pub supported_second_factors: Option<Vec<SignInFactor>>,
    /// How the first factor was proven.
    pub first_factor_verification: Option<Verification>,
    /// How the second factor was proven.
    pub second_factor_verification: Option<Verification>,
    /// Whose proof it is.
    pub session: ClientSession,
}
