//! What pages read, beyond what a server function answers.

use std::collections::HashMap;

use impersonation::{Action, Context, Decision, Impersonation, Question};

use super::{Visit, log, present};
use crate::api::AppError;
use crate::routes::is_id;
use crate::view::{ActorView, Moment, SessionItem, UserDetail, Verdict};

/// How many impersonations a user's page lists.
const PAST: u32 = 20;
/// How many live sessions a user's page lists.
const SESSIONS: u32 = 20;

/// Everything that the page of one user shows.
pub async fn user_detail(visit: &Visit, id: &str) -> Result<UserDetail, AppError> {
    let backend = &visit.backend;
    let now = backend.clock.now();
    let user = backend.clerk.get_user(id).await?;
    let user = user.ok_or(AppError::UnknownUser)?;
    let filter = clerk::SessionFilter {
        user_id: Some(id.to_owned()),
        status: Some(clerk::SessionStatus::Active),
        limit: Some(SESSIONS),
        ..clerk::SessionFilter::default()
    };
    let sessions = backend.clerk.list_sessions(&filter).await?;
    let impersonations = backend.impersonations.of_subject(id, PAST).await?;

    let mut actors = actors(visit, &sessions, &impersonations).await?;

    let summary = present::user_summary(&user, now);
    let sessions = sessions
        .iter()
        .map(|session| SessionItem {
            id: session.id.clone(),
            email: summary.email.clone(),
            name: summary.name.clone(),
            since: Moment::new(session.created_at, now),
            actor: actors.remove(&session.id),
            active: true,
        })
        .collect();
    Ok(UserDetail {
        verdict: verdict(visit, &user).await?,
        presence: log::presence(visit, id).await?,
        created: Moment::new(user.created_at, now),
        sessions,
        impersonations: impersonations
            .iter()
            .map(|item| present::impersonation(item, now))
            .collect(),
        summary,
    })
}

async fn verdict(visit: &Visit, user: &clerk::User) -> Result<Verdict, AppError> {
    let own = visit.caller.own.as_deref().ok_or(AppError::SignedOut)?;
    let subject = visit.backend.browser.person(user);
    let stop = visit.backend.impersonations.stopped().await?;
    let stop = stop.map(|stop| present::words(&stop.words()));
    let context = Context {
        inside: visit.caller.inside,
        stopped: stop.as_deref(),
        ..Context::default()
    };
    let question = Question {
        actor: &own.person,
        action: Action::Impersonate,
        subject: Some(&subject),
        context: &context,
    };
    Ok(match visit.backend.impersonations.decide(&question) {
        Decision::Allow { max_minutes, .. } => Verdict::Allowed { max_minutes },
        Decision::Deny { words, .. } => Verdict::Refused { words },
    })
}

/// Who acts in each of these sessions, by its id: as recorded here, and where another console or Clerk's own
/// dashboard began it, by the profile of whom it names.
async fn actors(
    visit: &Visit,
    sessions: &[clerk::Session],
    impersonations: &[Impersonation],
) -> Result<HashMap<String, ActorView>, AppError> {
    let (mut actors, mut others) = (HashMap::new(), Vec::new());
    for session in sessions {
        let named = session.actor.as_ref().and_then(|actor| actor.get("sub"));
        let Some(id) = named.and_then(|id| id.as_str()) else {
            continue;
        };
        match acting(impersonations, &session.id) {
            Some(actor) => drop(actors.insert(session.id.clone(), actor)),
            None => others.push((session.id.clone(), id.to_owned())),
        }
    }
    let ids = others.iter().map(|(_, id)| id.clone());
    let ids: Vec<_> = ids.filter(|id| is_id(id)).collect();
    let profiles = visit.backend.profiles.of(&ids).await?;
    for (session_id, id) in others {
        let profile = profiles.get(&id).map(AsRef::as_ref);
        actors.insert(session_id, present::actor_of(&id, profile));
    }
    Ok(actors)
}

fn acting(impersonations: &[Impersonation], session_id: &str) -> Option<ActorView> {
    let item = impersonations
        .iter()
        .find(|item| item.session_id.as_deref() == Some(session_id))?;
    Some(present::party(&item.actor))
}
