use serde::{Deserialize, Serialize};

use super::lenient::null_as_default;
use super::{Client, JsonMap};

/// What both APIs answer when they refuse.
///
/// Source: Clerk Backend API and Frontend API `ClerkErrors`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorEnvelope {
    /// Why; at least one reason.
    pub errors: Vec<ErrorItem>,
    /// More about the refusal as a whole; the Frontend API may put the client in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<JsonMap>,
    /// What Clerk's support asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clerk_trace_id: Option<String>,
}

/// One reason of a refusal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorItem {
    /// In short.
    #[serde(default, deserialize_with = "null_as_default")]
    pub message: String,
    /// In a sentence for people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub long_message: String,
    /// For programs: `resource_not_found`, `form_password_incorrect` …
    #[serde(default, deserialize_with = "null_as_default")]
    pub code: String,
    /// What it is about: `param_name`, `session_id` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<JsonMap>,
}

impl ErrorItem {
    /// A reason without `meta`.
    pub fn new(code: &str, message: &str, long_message: &str) -> Self {
        Self {
            message: message.into(),
            long_message: long_message.into(),
            code: code.into(),
            meta: None,
        }
    }

    /// The reason in the best words there are: the long message, else the short one.
    pub fn words(&self) -> &str {
        if self.long_message.is_empty() {
            &self.message
        } else {
            &self.long_message
        }
    }
}

/// The Frontend API's answer: what was asked for, and the client as it is now.
///
/// Both members are always sent, as `null` when there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wrapped<T> {
    /// What was asked for.
    pub response: T,
    /// The client as it is now; `None` leaves the caller's copy as it is.
    pub client: Option<Client>,
}

/// How many there are (`object: "total_count"`).
///
/// Source: Clerk Backend API `GET /users/count`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "total_count")]
pub struct TotalCount {
    /// The number.
    pub total_count: u64,
}

/// A page of a list that was asked for with `paginated=true`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items of this page.
    pub data: Vec<T>,
    /// How many there are in all.
    pub total_count: u64,
}

/// What is left of something deleted.
///
/// Source: Clerk Backend API `DeletedObject`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedObject {
    /// What it was: `user` …
    pub object: String,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Whether it is gone.
    pub deleted: bool,
    /// Its id in the customer's own system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}
