use std::fmt;

use serde::{Deserialize, Serialize};

/// A token with which tests pass by the protection against bots (`object: "testing_token"`).
///
/// Source: Clerk Backend API `POST /testing_tokens`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "testing_token")]
pub struct TestingToken {
    /// For the Frontend API's query parameter `__clerk_testing_token`.
    pub token: String,
    /// Until when, in seconds since the epoch, as in the example of Clerk's description.
    pub expires_at: i64,
}

impl fmt::Debug for TestingToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TestingToken(redacted)")
    }
}
