use std::fmt;

/// Who or what ended an impersonation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndCause {
    /// The person who was acting ended it.
    Person,
    /// They signed out of their own account.
    SignedOut,
    /// Its time was up.
    Maximum,
    /// Nothing happened for too long.
    Idle,
    /// The session was found ended at the provider.
    SessionEnded,
    /// The rules no longer permit it: the actor lost the role, or the subject became staff.
    NotPermitted,
    /// Another took its place.
    Replaced,
    /// The program stopped in the middle of it.
    Crash,
}

impl EndCause {
    /// Every cause there is.
    pub const ALL: [Self; 8] = [
        Self::Person,
        Self::SignedOut,
        Self::Maximum,
        Self::Idle,
        Self::SessionEnded,
        Self::NotPermitted,
        Self::Replaced,
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
            Self::NotPermitted => "not_permitted",
            Self::Replaced => "replaced",
            Self::Crash => "crash",
        }
    }

    /// For people, to be read after "Ended: ".
    pub fn words(self) -> &'static str {
        match self {
            Self::Person => "by the person acting",
            Self::SignedOut => "the person acting signed out",
            Self::Maximum => "its time was up",
            Self::Idle => "nothing happened for too long",
            Self::SessionEnded => "the session was ended at the identity provider",
            Self::NotPermitted => "the rules no longer permit it",
            Self::Replaced => "another impersonation took its place",
            Self::Crash => "the program stopped in the middle of it",
        }
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
