//! What the ledger is told about an impersonation.

use serde_json::Value;

use super::record::Record;
use super::{EndCause, Impersonation};
use crate::ledger::{Event, EventKind, PersonalField};

/// It is allowed and about to be done.
pub(super) fn attempted(impersonation: &Impersonation) -> Event {
    in_full(EventKind::ImpersonationAttempted, impersonation)
}

/// The rules did not allow it.
pub(super) fn refused(impersonation: &Impersonation) -> Event {
    in_full(EventKind::ImpersonationRefused, impersonation)
        .detail("words", impersonation.words.clone())
}

/// It did not come to a session, at `step`, because of what the provider said.
pub(super) fn failed(record: &Record, step: &str) -> Event {
    event(EventKind::ImpersonationFailed, &record.impersonation)
        .detail("step", step)
        .detail("status", record.provider_status)
        .detail("code", record.provider_code.clone())
        .personal_if(PersonalField::Words, record.impersonation.words.as_deref())
}

/// As [`failed`], where nothing else was recorded before.
pub(super) fn failed_unattempted(record: &Record, step: &str) -> Event {
    let impersonation = &record.impersonation;
    in_full(EventKind::ImpersonationFailed, impersonation)
        .detail("step", step)
        .detail("status", record.provider_status)
        .detail("code", record.provider_code.clone())
        .personal_if(PersonalField::Words, impersonation.words.as_deref())
}

/// It was ended before it came to a session.
pub(super) fn interrupted(impersonation: &Impersonation, cause: EndCause) -> Event {
    event(EventKind::ImpersonationFailed, impersonation)
        .detail("step", "interrupted")
        .detail("cause", cause.as_str())
}

/// The session is open.
pub(super) fn started(impersonation: &Impersonation) -> Event {
    event(EventKind::ImpersonationStarted, impersonation)
        .detail("actor_token", impersonation.actor_token_id.clone())
        .detail("session", impersonation.session_id.clone())
        .detail("minutes", impersonation.minutes)
        .detail("expires_at", impersonation.expires_at)
}

/// The session is over.
pub(super) fn ended(impersonation: &Impersonation, cause: EndCause) -> Event {
    event(EventKind::ImpersonationEnded, impersonation)
        .detail("cause", cause.as_str())
        .detail("session", impersonation.session_id.clone())
}

/// Every record names both people, so that it is found by either, and where it was to be, if not here.
fn event(kind: EventKind, impersonation: &Impersonation) -> Event {
    let event = Event::new(kind, &impersonation.id)
        .personal(PersonalField::ActorId, &impersonation.actor.id)
        .personal(PersonalField::SubjectId, &impersonation.subject.id);
    match &impersonation.destination {
        Some(destination) => event.detail("destination", destination.id.clone()),
        None => event,
    }
}

fn in_full(kind: EventKind, impersonation: &Impersonation) -> Event {
    let rule: Value = impersonation.rule.clone().into();
    event(kind, impersonation)
        .detail("rule", rule)
        .detail("minutes", impersonation.minutes)
        .personal(PersonalField::ActorName, &impersonation.actor.name)
        .personal_if(
            PersonalField::ActorEmail,
            impersonation.actor.email.as_deref(),
        )
        .personal(PersonalField::SubjectName, &impersonation.subject.name)
        .personal_if(
            PersonalField::SubjectEmail,
            impersonation.subject.email.as_deref(),
        )
        .personal(PersonalField::Reason, &impersonation.reason)
        .personal_if(
            PersonalField::CaseReference,
            impersonation.case_reference.as_deref(),
        )
}
