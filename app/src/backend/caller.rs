use std::net::IpAddr;
use std::sync::Arc;

use ambient::Millis;
use impersonation::{Impersonation, Person};

use super::{Backend, Flash, SignInAttempt, present};
use crate::session::{ImpersonationState, Resume, Snapshot};
use crate::view::{ActorView, Moment, SessionItem};

/// Who a request comes from, read from verified state before anything else looks at it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The browser session's stable id, if the browser has one.
    pub browser: Option<String>,
    /// The person's own session.
    pub own: Option<Arc<SignedInSession>>,
    /// The impersonated session that this browser has open.
    pub impersonated: Option<Arc<ImpersonatedSession>>,
    /// The one that this browser has begun in another application.
    pub elsewhere: Option<Arc<Impersonation>>,
    /// Whether pages act under the impersonated one.
    pub inside: bool,
    /// The sign-in that a signed-out browser has under way. It permits its own next step, and nothing else.
    pub attempt: Option<Arc<SignInAttempt>>,
    /// What the last form was refused for.
    pub flash: Option<Flash>,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
}

/// A Clerk session whose token was verified for this request.
#[derive(Clone, Debug)]
pub struct SignedInSession {
    /// Clerk's session id.
    pub session_id: String,
    /// Whose session it is.
    pub user: clerk::User,
    /// The same, as the rules know them.
    pub person: Person,
    /// Since when, in Unix milliseconds.
    pub since: Millis,
    /// The Clerk client that holds it.
    pub client_token: clerk::ClientToken,
}

/// The session of somebody else, and the impersonation that it belongs to.
#[derive(Clone, Debug)]
pub struct ImpersonatedSession {
    /// The subject's session.
    pub session: SignedInSession,
    /// Who acts, why, and until when.
    pub impersonation: Impersonation,
}

impl Caller {
    /// The session that pages act under.
    pub fn active(&self) -> Option<&SignedInSession> {
        match (&self.impersonated, &self.own) {
            (Some(open), _) if self.inside => Some(&open.session),
            (_, own) => own.as_deref(),
        }
    }

    /// The active session's id; empty when signed out.
    pub fn session_id(&self) -> &str {
        self.active().map_or("", |session| &session.session_id)
    }

    /// The browser's state as pages and islands see it now.
    pub fn snapshot(&self, backend: &Backend) -> Snapshot {
        let now = backend.clock.now();
        let actor = self.own.as_deref().map(|own| present::actor(&own.person));
        let mut sessions = Vec::new();
        if let Some(open) = &self.impersonated {
            sessions.push(item(&open.session, now, actor.clone(), self.inside));
        }
        if let Some(own) = self.own.as_deref() {
            sessions.push(item(own, now, None, !self.inside));
        }
        Snapshot {
            rendered_at: now,
            session_id: self.session_id().to_owned(),
            user: self
                .active()
                .map(|session| present::user_view(&session.user)),
            actor: actor.filter(|_| self.inside),
            role: self
                .own
                .as_deref()
                .filter(|_| !self.inside)
                .and_then(|own| own.person.role)
                .map(|role| role.to_string()),
            sessions,
            impersonation: self
                .impersonated
                .as_deref()
                .map(|open| self.state(open, backend)),
        }
    }

    fn state(&self, open: &ImpersonatedSession, backend: &Backend) -> ImpersonationState {
        let now = backend.clock.now();
        let left = |at: Option<Millis>| at.map_or(0, |at| (at - now).max(0));
        let impersonation = &open.impersonation;
        let own = self.own.as_deref();
        let resume = Resume {
            session: own.map(|own| own.session_id.clone()).unwrap_or_default(),
            subject: impersonation.subject.id.clone(),
            reason: impersonation.reason.clone(),
            case_reference: impersonation.case_reference.clone().unwrap_or_default(),
            minutes: impersonation.minutes.to_string(),
            key: backend.random.id("key"),
        };
        ImpersonationState {
            id: impersonation.id.clone(),
            session_id: open.session.session_id.clone(),
            subject_name: present::actor(&open.session.person).name,
            actor_email: own
                .map(|own| present::actor(&own.person).email)
                .unwrap_or_default(),
            reason: present::words(&impersonation.reason),
            remaining: left(impersonation.expires_at),
            idle: left(impersonation.idle_at()),
            resume,
            inside: self.inside,
        }
    }
}

fn item(
    session: &SignedInSession,
    now: Millis,
    actor: Option<ActorView>,
    active: bool,
) -> SessionItem {
    let ActorView { name, email, .. } = present::actor(&session.person);
    SessionItem {
        id: session.session_id.clone(),
        email,
        name,
        since: Moment::new(session.since, now),
        actor,
        active,
    }
}
