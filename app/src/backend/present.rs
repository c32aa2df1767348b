//! From Clerk's and the domain's types to what pages show. What is not named here does not leave the server.

use ambient::Millis;
use impersonation::text::shown;
use impersonation::{Impersonation, Party, Person, State};

use crate::view::{
    ActorView, Fact, ImpersonationItem, Moment, Phase, Standing, UserSummary, UserView, initials,
};

/// As much of a name as a page shows, in characters.
const NAME: usize = 200;
/// The longest e-mail address there is (RFC 5321).
const EMAIL: usize = 254;
/// As much of what somebody else wrote as a page shows: more than a reason may hold.
const WORDS: usize = 500;

/// The user whose session is active.
pub fn user_view(user: &clerk::User) -> UserView {
    let (name, email) = (name_of(user), email_of(user));
    let first = shown(user.first_name.as_deref().unwrap_or_default(), NAME);
    UserView {
        id: user.id.clone(),
        first_name: Some(first)
            .filter(|first| !first.is_empty())
            .unwrap_or_else(|| name.clone()),
        email,
        full_name: name,
    }
}

/// One row of a list of users.
pub fn user_summary(user: &clerk::User, now: Millis) -> UserSummary {
    let name = name_of(user);
    UserSummary {
        id: user.id.clone(),
        email: email_of(user),
        initials: initials(&name),
        name,
        role: user
            .public_metadata
            .get("role")
            .and_then(|role| role.as_str())
            .map(|role| shown(role, NAME)),
        banned: user.banned,
        last_sign_in: user.last_sign_in_at.map(|at| Moment::new(at, now)),
    }
}

/// A person as the one who acts, or is acted as.
pub fn actor(person: &Person) -> ActorView {
    party(&person.into())
}

/// Whoever a session names as the one who acts in it, by their profile where there is one.
pub fn actor_of(id: &str, user: Option<&clerk::User>) -> ActorView {
    ActorView {
        id: id.to_owned(),
        name: user.map_or_else(|| shown(id, NAME), name_of),
        email: user.map(email_of).unwrap_or_default(),
    }
}

/// Somebody as they were when the impersonation was asked for.
pub fn party(party: &Party) -> ActorView {
    let email = shown(party.email.as_deref().unwrap_or_default(), EMAIL);
    ActorView {
        id: party.id.clone(),
        name: first_seen([shown(&party.name, NAME), email.clone(), party.id.clone()]),
        email,
    }
}

/// What somebody else wrote, a reason or the provider's own words.
pub fn words(text: &str) -> String {
    shown(text, WORDS)
}

fn name_of(user: &clerk::User) -> String {
    first_seen([
        shown(&user.full_name(), NAME),
        email_of(user),
        user.id.clone(),
    ])
}

fn email_of(user: &clerk::User) -> String {
    shown(user.primary_email().unwrap_or_default(), EMAIL)
}

/// The first of several names for somebody that can be seen.
fn first_seen(names: [String; 3]) -> String {
    names
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// Where an impersonation stands.
pub fn standing(item: &Impersonation, now: Millis) -> Standing {
    let why = words(item.words.as_deref().unwrap_or_default());
    let (phase, words, limit) = match &item.state {
        State::Attempted => (Phase::Waiting, "Starting".to_owned(), None),
        State::TicketMinted => {
            let words = "Waiting for the link to be opened".to_owned();
            (Phase::Waiting, words, item.accept_until)
        }
        State::Running => (Phase::Running, "Running".to_owned(), item.expires_at),
        State::Ended(cause) => (Phase::Over, format!("Ended: {}", cause.words()), None),
        State::Refused => (Phase::Over, format!("Refused: {why}"), None),
        State::Failed => (Phase::Over, format!("Not started. {why}"), None),
    };
    let moment = |at: Option<Millis>| at.map(|at| Moment::new(at, now));
    Standing {
        phase,
        words,
        remaining: limit.map_or(0, |at| (at - now).max(0)),
        started: moment(item.started_at),
        until: moment(item.expires_at.filter(|_| phase == Phase::Running)),
        ended: moment(item.ended_at),
    }
}

/// One row of a list of impersonations.
pub fn impersonation(item: &Impersonation, now: Millis) -> ImpersonationItem {
    let ended_at = item.ended_at.map(|at| Moment::new(at, now));
    let end = match &item.state {
        State::Running => None,
        State::TicketMinted if item.is_waiting() => None,
        State::Attempted | State::TicketMinted => Some(Fact {
            words: "Starting".to_owned(),
            at: None,
        }),
        State::Ended(cause) => Some(Fact {
            words: cause.words().to_owned(),
            at: ended_at,
        }),
        State::Refused => Some(Fact {
            words: "refused".to_owned(),
            at: ended_at,
        }),
        State::Failed => Some(Fact {
            words: "it could not be started".to_owned(),
            at: ended_at,
        }),
    };
    ImpersonationItem {
        id: item.id.clone(),
        actor: party(&item.actor),
        subject: party(&item.subject),
        reason: words(&item.reason),
        case_reference: item
            .case_reference
            .as_deref()
            .map(words)
            .filter(|case| !case.is_empty()),
        destination: item.destination.as_ref().map(|to| words(&to.name)),
        waiting: item.is_waiting(),
        minutes: item.minutes,
        started: Moment::new(item.attempted_at, now),
        until: item
            .expires_at
            .filter(|_| end.is_none())
            .map(|at| Moment::new(at, now)),
        end,
    }
}
