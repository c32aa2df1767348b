use std::fmt;

use ambient::Millis;
use serde::{Deserialize, Serialize};

/// A token with which tests pass by the protection against bots (`object: "testing_token"`).
///
/// Source: Clerk Backend API `POST /testing_tokens`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "testing_token")]
pub struct TestingToken {
    /// For the Frontend API's query parameter `__clerk_testing_token`.
    pub token: String,
    /// Until when.
    pub expires_at: Millis,
}

impl fmt::Debug for TestingToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TestingToken(redacted)")
    }
}
