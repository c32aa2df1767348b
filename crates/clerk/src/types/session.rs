use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::JsonMap;
use super::open_enum::open_enum;

/// A session as the Backend API shows it (`object: "session"`).
///
/// Source: Clerk Backend API `Session`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "session")]
pub struct Session {
    /// `sess_…`
    pub id: String,
    /// Whose session it is; the subject, in an impersonation.
    pub user_id: String,
    /// `client_…`
    pub client_id: String,
    /// Who acts in it, when that is not the user: the actor token's `actor`, verbatim.
    pub actor: Option<JsonMap>,
    /// Whether it lives.
    pub status: SessionStatus,
    /// The organization it works in.
    pub last_active_organization_id: Option<String>,
    /// When it was last used.
    pub last_active_at: Millis,
    /// From where it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_activity: Option<SessionActivity>,
    /// Its end, whatever happens.
    pub expire_at: Millis,
    /// Its end when nobody uses it.
    pub abandon_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// When it began.
    pub created_at: Millis,
    /// What the user must do before it becomes active.
    pub tasks: Option<Vec<SessionTask>>,
}

open_enum! {
    /// The life of a session.
    pub enum SessionStatus {
        /// Lives.
        Active = "active",
        /// Waits for a task; counts as signed out.
        Pending = "pending",
        /// Taken back by the Backend API or from another session.
        Revoked = "revoked",
        /// Ended by its user.
        Ended = "ended",
        /// Past its maximum.
        Expired = "expired",
        /// Signed out and taken off its client.
        Removed = "removed",
        /// Unused for too long.
        Abandoned = "abandoned",
        /// Made way for another one.
        Replaced = "replaced",
    }
}

/// From where a session was last used (`object: "session_activity"`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "session_activity")]
pub struct SessionActivity {
    /// `sess_activity_…`
    pub id: String,
    /// `Macintosh`, `iPhone` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_type: Option<String>,
    /// Whether it is a phone or a tablet.
    #[serde(default)]
    pub is_mobile: bool,
    /// The browser's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_name: Option<String>,
    /// The browser's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_version: Option<String>,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// Where that address is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// In which country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Something to do before a pending session becomes active.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTask {
    /// `choose-organization`, `reset-password`, `setup-mfa`
    pub key: String,
}
