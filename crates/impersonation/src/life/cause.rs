use std::fmt;

/// Who or what ended an impersonation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndCause {
    /// The person who was acting ended it.
    Person,
    /// They signed out, of their own account or of the user's.
    SignedOut,
    /// Its time was up.
    Maximum,
    /// Nothing was asked from inside for ten minutes.
    Idle,
    /// The impersonated session was found ended at the provider.
    SessionEnded,
    /// The user acted as was deleted or banned.
    SubjectGone,
    /// The actor was deleted or banned.
    ActorGone,
    /// The actor's own session was found ended: revoked at the provider, or lost with a new password.
    ActorSessionEnded,
    /// The rules no longer permit it: the actor lost the role, or the subject became staff.
    NotPermitted,
    /// Somebody in charge ended it.
    Killed,
    /// Nobody opened the link to the other application in time.
    NotAccepted,
    /// Something broke in the middle of it: the program stopped, or the browser went away before it was
    /// inside.
    Crash,
}

impl EndCause {
    /// Every cause there is.
    pub const ALL: [Self; 12] = [
        Self::Person,
        Self::SignedOut,
        Self::Maximum,
        Self::Idle,
        Self::SessionEnded,
        Self::SubjectGone,
        Self::ActorGone,
        Self::ActorSessionEnded,
        Self::NotPermitted,
        Self::Killed,
        Self::NotAccepted,
        Self::Crash,
    ];

    /// As it stands in the store and in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::SignedOut => "signed_out",
            Self::Maximum => "maximum",
            Self::Idle => "idle",
            Self::SessionEnded => "session_ended",
            Self::SubjectGone => "subject_gone",
            Self::ActorGone => "actor_gone",
            Self::ActorSessionEnded => "actor_session_ended",
            Self::NotPermitted => "not_permitted",
            Self::Killed => "killed",
            Self::NotAccepted => "not_accepted",
            Self::Crash => "crash",
        }
    }

    /// For people, to be read after "Ended: ".
    pub fn words(self) -> &'static str {
        match self {
            Self::Person => "by the person acting",
            Self::SignedOut => "the person acting signed out",
            Self::Maximum => "its time was up",
            Self::Idle => "nothing happened for ten minutes",
            Self::SessionEnded => "the session was ended at the identity provider",
            Self::SubjectGone => "the user was deleted or banned",
            Self::ActorGone => "the person acting was deleted or banned",
            Self::ActorSessionEnded => "the session of the person acting had ended",
            Self::NotPermitted => "the rules no longer permit it",
            Self::Killed => "somebody in charge ended it",
            Self::NotAccepted => "nobody opened the link in time",
            Self::Crash => "it was broken off in the middle",
        }
    }

    /// Whether time alone ended it, so that the same person may well want to go on.
    pub fn is_by_time(self) -> bool {
        matches!(self, Self::Maximum | Self::Idle)
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text)
    }
}

impl fmt::Display for EndCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
