use ambient::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lenient::null_as_default;
use super::{ClientSession, SessionStatus, SignIn};

/// A Clerk client: one browser or device with its sessions (`object: "client"`).
///
/// Source: Clerk Frontend API `Client.Client`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "client")]
pub struct Client {
    /// `client_…`
    pub id: String,
    /// Its sessions.
    #[serde(default, deserialize_with = "null_as_default")]
    pub sessions: Vec<ClientSession>,
    /// The sign-in that is under way.
    pub sign_in: Option<SignIn>,
    /// The sign-up that is under way; nothing here looks into it.
    pub sign_up: Option<Value>,
    /// Which session is in use.
    pub last_active_session_id: Option<String>,
    /// By which means somebody last signed in here.
    pub last_authentication_strategy: Option<String>,
    /// Until when the client's cookie lives.
    pub cookie_expires_at: Option<Millis>,
    /// Whether captchas are left out.
    #[serde(default)]
    pub captcha_bypass: bool,
    /// When it was created.
    #[serde(default)]
    pub created_at: Millis,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Millis,
}

impl Client {
    /// The session with this id.
    pub fn session(&self, id: &str) -> Option<&ClientSession> {
        self.sessions.iter().find(|session| session.id == id)
    }

    /// The sessions that live.
    pub fn active_sessions(&self) -> impl Iterator<Item = &ClientSession> {
        self.sessions
            .iter()
            .filter(|session| session.status == SessionStatus::Active)
    }
}
