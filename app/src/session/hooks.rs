use leptos::prelude::*;

use super::Snapshot;
use crate::view::{ActorView, SessionItem, UserView};

fn snapshot() -> Snapshot {
    use_context::<Snapshot>().unwrap_or_default()
}

/// The state of authentication, as `useAuth()` gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// Whether somebody is signed in.
    pub is_signed_in: bool,
    /// The active user: inside an impersonation, the subject.
    pub user_id: Option<String>,
    /// The active session.
    pub session_id: Option<String>,
    /// Who is at the keyboard, if that is not the active user.
    pub actor: Option<ActorView>,
}

/// Who is signed in, in which session, and who is behind it.
pub fn use_auth() -> Auth {
    let now = snapshot();
    Auth {
        is_signed_in: now.user.is_some(),
        user_id: now.user.map(|user| user.id),
        session_id: Some(now.session_id).filter(|id| !id.is_empty()),
        actor: now.actor,
    }
}

/// The active user, as `useUser()` gives it.
pub fn use_user() -> Option<UserView> {
    snapshot().user
}

/// One's own session and the impersonated one, as `useSessionList()` gives them.
pub fn use_session_list() -> Vec<SessionItem> {
    snapshot().sessions
}

/// What `useSignIn()` does, as forms: signing in and making a session the active one answer with a new
/// document, so they are the addresses to post to and the session that the form was rendered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInForms {
    /// Where `signIn.create()` is posted.
    pub create: &'static str,
    /// Where `setActive()` is posted.
    pub set_active: &'static str,
    /// The session that both are rendered for.
    pub session_id: String,
}

/// The forms that sign in and switch sessions.
pub fn use_sign_in() -> SignInForms {
    SignInForms {
        create: "/api/sign_in",
        set_active: "/api/activate_session",
        session_id: snapshot().session_id,
    }
}
