use serde::{Deserialize, Serialize};

/// The instance that a secret key belongs to (`object: "instance"`).
///
/// Source: Clerk Backend API `GET /instance`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "instance")]
pub struct Instance {
    /// `ins_…`
    pub id: String,
    /// `development` or `production`.
    pub environment_type: String,
    /// Origins of browser-like applications that may call the Frontend API.
    pub allowed_origins: Option<Vec<String>>,
    /// Whose application it is.
    pub workspace_id: Option<String>,
}
