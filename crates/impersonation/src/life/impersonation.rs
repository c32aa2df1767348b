use ambient::Millis;

use super::State;
use crate::Person;

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
    /// When the session was opened.
    pub started_at: Option<Millis>,
    /// When it ends at the latest.
    pub expires_at: Option<Millis>,
    /// When it was over: ended, refused or failed.
    pub ended_at: Option<Millis>,
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
