use ambient::{MINUTE, Millis, SECOND};

use super::{EndCause, State};
use crate::Person;

/// One of which the actor asked nothing for this long is over.
const IDLE: Millis = 10 * MINUTE;
/// A request is noted when the one that was noted last is so old. As exact as anybody can tell, and few writes.
const NOTED_EVERY: Millis = 15 * SECOND;

/// One impersonation, from the attempt to the end, as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impersonation {
    /// `imp_…`.
    pub id: String,
    /// The name of the browser session it was asked from.
    pub browser_session: String,
    /// The person at the keyboard.
    pub actor: Party,
    /// The user acted as.
    pub subject: Party,
    /// Why, in the actor's words.
    pub reason: String,
    /// The case it belongs to, where one was named.
    pub case_reference: Option<String>,
    /// The application that it is in; `None` for the console itself.
    pub destination: Option<Destination>,
    /// Minutes granted (while nothing was granted: asked for).
    pub minutes: u32,
    /// The rule that allowed or refused it; `None` when no rule was reached.
    pub rule: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Why it was refused or failed, in words for people.
    pub words: Option<String>,
    /// The actor token at the provider, once minted.
    pub actor_token_id: Option<String>,
    /// The session at the provider, once open.
    pub session_id: Option<String>,
    /// When it was asked for.
    pub attempted_at: Millis,
    /// Until when the link to the application can be opened; `None` for the console itself.
    pub accept_until: Option<Millis>,
    /// When the session was opened.
    pub started_at: Option<Millis>,
    /// When it ends at the latest.
    pub expires_at: Option<Millis>,
    /// The last request from inside, as far as it was noted; `None` in an application, whose requests are not
    /// seen here.
    pub last_seen_at: Option<Millis>,
    /// When it was over: ended, refused or failed.
    pub ended_at: Option<Millis>,
}

impl Impersonation {
    /// When it ends unless there is another request from inside; `None` before the session is open, and in an
    /// application.
    pub fn idle_at(&self) -> Option<Millis> {
        self.last_seen_at.map(|seen| seen + IDLE)
    }

    /// What time has done to it by `now`: of the maximum and the idle limit, the one that struck first.
    pub fn overdue(&self, now: Millis) -> Option<EndCause> {
        let expires_at = self.expires_at?;
        let (limit, cause) = match self.idle_at() {
            Some(idle_at) if idle_at < expires_at => (idle_at, EndCause::Idle),
            _ => (expires_at, EndCause::Maximum),
        };
        (limit <= now).then_some(cause)
    }

    /// Whether a request from inside at `now` is worth noting with [`super::Impersonations::seen`].
    pub fn is_to_be_noted(&self, now: Millis) -> bool {
        self.last_seen_at
            .is_some_and(|seen| seen + NOTED_EVERY <= now)
    }

    /// Whether it waits for somebody to open the link to the application.
    pub fn is_waiting(&self) -> bool {
        self.destination.is_some() && self.state == State::TicketMinted
    }

    /// Whether it is live in an application: waits there, or runs.
    pub(super) fn is_watched(&self) -> bool {
        self.is_waiting() || self.destination.is_some() && self.state == State::Running
    }

    /// Last seen before this, it is idle at `now`.
    pub(super) fn idle_since(now: Millis) -> Millis {
        now - IDLE
    }
}

/// The application that an impersonation is in, as it was called when that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Names it in forms and in the ledger.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// Somebody as they were when the impersonation was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The user id at the provider.
    pub id: String,
    /// The full name; empty when it was not known.
    pub name: String,
    /// The primary e-mail address.
    pub email: Option<String>,
}

impl Party {
    /// A user of whom only the id is known.
    pub(crate) fn unknown(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            email: None,
        }
    }
}

impl From<&Person> for Party {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
        }
    }
}
