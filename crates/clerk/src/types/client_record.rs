use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::Session;

/// A Clerk client as the Backend API shows it (`object: "client"`); [`Client`](super::Client) is how the
/// Frontend API does.
///
/// Source: Clerk Backend API `Client`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "client")]
pub struct ClientRecord {
    /// `client_…`
    pub id: String,
    /// The ids of its sessions.
    pub session_ids: Vec<String>,
    /// Its sessions.
    pub sessions: Vec<Session>,
    /// The sign-in that is under way.
    pub sign_in_id: Option<String>,
    /// The sign-up that is under way.
    pub sign_up_id: Option<String>,
    /// Which session is in use.
    pub last_active_session_id: Option<String>,
    /// By which means somebody last signed in here.
    pub last_authentication_strategy: Option<String>,
    /// When it last changed.
    pub updated_at: Millis,
    /// When it was created.
    pub created_at: Millis,
}
