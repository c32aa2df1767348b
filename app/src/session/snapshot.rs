use serde::{Deserialize, Serialize};

use crate::view::{ActorView, SessionItem, UserView};

/// Who this browser is, at the moment when the document was rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The active Clerk session; empty when signed out. Every form and fetch carries it.
    pub session_id: String,
    /// Whose session that is.
    pub user: Option<UserView>,
    /// Who is at the keyboard, if that is somebody else.
    pub actor: Option<ActorView>,
    /// The staff role that counts now: none inside an impersonation, whoever the subject is.
    pub role: Option<String>,
    /// One's own session and the impersonated one.
    pub sessions: Vec<SessionItem>,
    /// The impersonation that this browser has open.
    pub impersonation: Option<ImpersonationState>,
    /// When the document was rendered, by the server's clock, in Unix milliseconds.
    pub rendered_at: i64,
}

impl Snapshot {
    /// The session that the person at the keyboard signed in with; empty when signed out.
    pub fn own_session(&self) -> &str {
        self.sessions
            .iter()
            .find(|item| item.actor.is_none())
            .map_or("", |item| &item.id)
    }
}

/// The open impersonation, as its region on every page tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpersonationState {
    /// Ours: `imp_…`.
    pub id: String,
    /// The impersonated session at Clerk.
    pub session_id: String,
    /// Acting as whom.
    pub subject_name: String,
    /// Who acts.
    pub actor_email: String,
    /// Why.
    pub reason: String,
    /// What is left of it, in milliseconds, when the document was rendered.
    pub remaining: i64,
    /// What is left of it if nothing more is asked from inside, in milliseconds as above.
    pub idle: i64,
    /// How to start it again when it is over.
    pub resume: Resume,
    /// Whether pages act under it now; otherwise it is open beside one's own session.
    pub inside: bool,
}

/// All that it takes to start an impersonation again without typing anything: the same form, from one's own
/// session, with a key of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// One's own session at Clerk.
    pub session: String,
    /// Clerk's id of the user.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// The case it belongs to; empty for none.
    pub case_reference: String,
    /// For how many minutes.
    pub minutes: String,
    /// Makes a repeated post the same request.
    pub key: String,
}
