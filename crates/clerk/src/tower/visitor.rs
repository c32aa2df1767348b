use std::sync::Arc;

use crate::{SessionClaims, VerifyError};

/// Who sends a request. [`SessionLayer`](super::SessionLayer) puts it among the request's extensions.
#[derive(Clone, Debug, PartialEq)]
pub enum Visitor {
    /// Somebody whose session token was verified just now.
    SignedIn(Session),
    /// Nobody; why their token was not taken, if they sent one.
    SignedOut(Option<VerifyError>),
}

/// A session whose token was verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Session(Arc<SessionClaims>);

/// Somebody works as the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impersonation<'session> {
    /// Who is at the keyboard: `act.sub`. `None` when the actor was given without one, which is an impersonation
    /// all the same.
    pub actor_id: Option<&'session str>,
    /// The impersonation in Understudy's ledger: `act.impersonation_id`. `None` when it was begun elsewhere, in
    /// Clerk's dashboard for one.
    pub impersonation_id: Option<&'session str>,
}

impl Visitor {
    /// The session of whoever is signed in.
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(session) => Some(session),
            Self::SignedOut(_) => None,
        }
    }
}

impl Session {
    pub(super) fn new(claims: SessionClaims) -> Self {
        Self(Arc::new(claims))
    }

    /// Whose session it is; the subject, in an impersonation.
    pub fn user_id(&self) -> &str {
        &self.0.sub
    }

    /// The session, `sess_…`.
    pub fn session_id(&self) -> &str {
        &self.0.sid
    }

    /// Who works as the user, if that is somebody else.
    pub fn impersonation(&self) -> Option<Impersonation<'_>> {
        let act = self.0.act.as_ref()?;
        let text = |name| act.get(name).and_then(|value| value.as_str());
        Some(Impersonation {
            actor_id: text("sub"),
            impersonation_id: text("impersonation_id"),
        })
    }

    /// Everything that the token says.
    pub fn claims(&self) -> &SessionClaims {
        &self.0
    }
}
