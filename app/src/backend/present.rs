//! From Clerk's and the domain's types to what pages show. What is not named here does not leave the server.

use ambient::Millis;
use impersonation::{Impersonation, Party, Person, State};

use crate::view::{ActorView, Fact, ImpersonationItem, Moment, UserSummary, UserView, initials};

/// The user whose session is active.
pub fn user_view(user: &clerk::User) -> UserView {
    let name = user.full_name();
    UserView {
        id: user.id.clone(),
        first_name: user
            .first_name
            .clone()
            .filter(|first| !first.is_empty())
            .unwrap_or_else(|| name.clone()),
        email: user.primary_email().unwrap_or_default().to_owned(),
        full_name: name,
    }
}

/// One row of a list of users.
pub fn user_summary(user: &clerk::User, now: Millis) -> UserSummary {
    let name = user.full_name();
    UserSummary {
        id: user.id.clone(),
        email: user.primary_email().unwrap_or_default().to_owned(),
        initials: initials(&name),
        name,
        role: user
            .public_metadata
            .get("role")
            .and_then(|role| role.as_str())
            .map(ToOwned::to_owned),
        banned: user.banned,
        last_sign_in: user.last_sign_in_at.map(|at| Moment::new(at, now)),
    }
}

/// A person as the one who acts, or is acted as.
pub fn actor(person: &Person) -> ActorView {
    party(&person.into())
}

/// Somebody as they were when the impersonation was asked for.
pub fn party(party: &Party) -> ActorView {
    let email = party.email.clone().unwrap_or_default();
    let name = [&party.name, &email, &party.id]
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned();
    ActorView {
        id: party.id.clone(),
        name: name.unwrap_or_default(),
        email,
    }
}

/// One row of a list of impersonations.
pub fn impersonation(item: &Impersonation, now: Millis) -> ImpersonationItem {
    let ended_at = item.ended_at.map(|at| Moment::new(at, now));
    let end = match &item.state {
        State::Running => None,
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
        reason: item.reason.clone(),
        case_reference: item.case_reference.clone(),
        minutes: item.minutes,
        started: Moment::new(item.attempted_at, now),
        end,
    }
}
