use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a webhook tells (`object: "event"`).
///
/// Source: Clerk webhooks, `WebhookEventPayload`. Its `timestamp` is left out: the documents disagree whether it
/// counts seconds or milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `user.updated`, `session.revoked` …
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is about, as it was then.
    pub data: Value,
    /// The instance in which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
}
