use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What a record says. It has no place for a token, a ticket or a password.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub(super) kind: EventKind,
    pub(super) about: String,
    pub(super) details: Map<String, Value>,
    pub(super) personal: BTreeMap<PersonalField, String>,
}

impl Event {
    /// A record of `kind` about something, named by its id (an impersonation: `imp_…`).
    pub fn new(kind: EventKind, about: impl Into<String>) -> Self {
        Self {
            kind,
            about: about.into(),
            details: Map::new(),
            personal: BTreeMap::new(),
        }
    }

    /// Adds a fact that is about nobody: it stays readable for ever.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a fact about somebody: the row holds its commitment, the value can be erased.
    #[must_use]
    pub fn personal(mut self, field: PersonalField, value: impl Into<String>) -> Self {
        self.personal.insert(field, value.into());
        self
    }

    /// As [`Event::personal`], where there is a value.
    #[must_use]
    pub fn personal_if(self, field: PersonalField, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.personal(field, value),
            None => self,
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Somebody is about to act as somebody, allowed by a rule.
    ImpersonationAttempted,
    /// The rules did not allow it.
    ImpersonationRefused,
    /// It was allowed and did not come to a session.
    ImpersonationFailed,
    /// The session is open.
    ImpersonationStarted,
    /// The session is over; once for every start.
    ImpersonationEnded,
    /// Somebody in charge ends impersonations: about to be done.
    KillOrdered,
    /// They are over: how many were live, and how many are left.
    KillDone,
    /// Nobody may start one from now on.
    StartsStopped,
    /// They may again.
    StartsResumed,
    /// Personal values of earlier records were erased.
    ValuesErased,
    /// Records were exported.
    Exported,
    /// Retention removed earlier records.
    RowsRemoved,
    /// Records of somebody or something must be kept for now.
    HoldAdded,
    /// They need not be kept any more.
    HoldLifted,
}

impl EventKind {
    /// As it stands in the row.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ImpersonationAttempted => "impersonation.attempted",
            Self::ImpersonationRefused => "impersonation.refused",
            Self::ImpersonationFailed => "impersonation.failed",
            Self::ImpersonationStarted => "impersonation.started",
            Self::ImpersonationEnded => "impersonation.ended",
            Self::KillOrdered => "kill.ordered",
            Self::KillDone => "kill.done",
            Self::StartsStopped => "starts.stopped",
            Self::StartsResumed => "starts.resumed",
            Self::ValuesErased => "ledger.values_erased",
            Self::Exported => "ledger.exported",
            Self::RowsRemoved => "ledger.rows_removed",
            Self::HoldAdded => "ledger.hold_added",
            Self::HoldLifted => "ledger.hold_lifted",
        }
    }
}

/// A field whose value is about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalField {
    /// The user id of the person at the keyboard.
    ActorId,
    /// Their name.
    ActorName,
    /// Their e-mail address.
    ActorEmail,
    /// The user id of the user acted as.
    SubjectId,
    /// Their name.
    SubjectName,
    /// Their e-mail address.
    SubjectEmail,
    /// Why, in the actor's words.
    Reason,
    /// The case it belongs to.
    CaseReference,
    /// The network address it came from.
    Address,
    /// What the provider said when it failed; it may name somebody.
    Words,
    /// The user id of somebody who is neither actor nor subject here.
    PersonId,
}

impl PersonalField {
    /// As it stands in the row.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ActorId => "actor_id",
            Self::ActorName => "actor_name",
            Self::ActorEmail => "actor_email",
            Self::SubjectId => "subject_id",
            Self::SubjectName => "subject_name",
            Self::SubjectEmail => "subject_email",
            Self::Reason => "reason",
            Self::CaseReference => "case_reference",
            Self::Address => "address",
            Self::Words => "words",
            Self::PersonId => "person_id",
        }
    }
}
