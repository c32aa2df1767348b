use std::fmt;

use serde::{Deserialize, Serialize};

/// A session token (`object: "token"`).
///
/// Source: Clerk Frontend API `POST /client/sessions/{id}/tokens`, Backend API `POST /sessions/{id}/tokens`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "token")]
pub struct Token {
    /// The JWT; verify it with [`SessionVerifier`](crate::SessionVerifier).
    pub jwt: String,
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(redacted)")
    }
}
