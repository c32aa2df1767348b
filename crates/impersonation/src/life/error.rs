use super::{FieldError, Impersonation};
use crate::{ProviderError, RuleId, Secret, StoreError};

/// A start that succeeded.
#[derive(Clone, Debug)]
pub struct Started {
    /// The impersonation: running, or waiting for its link to be opened in another application.
    pub impersonation: Impersonation,
    /// The token of the fresh client that holds the session. `None` in another application, and on a
    /// repeated answer (`already`) that comes too long after the first, or after a restart.
    pub client_token: Option<Secret<String>>,
    /// Whether this repeats the answer to a form that was sent before.
    pub already: bool,
}

/// Why there is no impersonation. All but [`StartError::Invalid`] leave a record in the ledger,
/// as long as the store lives.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// What was typed is incomplete or too long.
    #[error("The form is incomplete.")]
    Invalid(Vec<FieldError>),
    /// The rules do not allow it.
    #[error("{words}")]
    Refused {
        /// The rule that refused.
        rule: RuleId,
        /// Why, for the person who asked.
        words: String,
    },
    /// There is nobody of that id.
    #[error("There is no such user.")]
    UnknownSubject,
    /// This browser session has a live impersonation already: the one inside.
    #[error("You are already acting as somebody.")]
    AlreadyRunning(Box<Impersonation>),
    /// It was ended, by a sign-out for instance, before it had begun; or the form is one that was
    /// sent before and its impersonation is over.
    #[error("This impersonation is over.")]
    Over(Box<Impersonation>),
    /// The provider refused or could not be reached.
    #[error(transparent)]
    Provider(ProviderError),
    /// The record could not be written, so nothing was begun.
    #[error("Nothing was started, because it could not be recorded.")]
    Store(#[from] StoreError),
}

/// An end.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The impersonation as it is now; its state says who or what ended it, first.
    pub impersonation: Impersonation,
    /// Whether it was over before.
    pub already: bool,
}

/// Why an end could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// There is no impersonation of that id.
    #[error("There is no such impersonation.")]
    Unknown,
    /// The store did not take the record. The end is kept in memory, is in force
    /// ([`crate::Impersonations::is_over`]) and will be recorded by the sweeper.
    #[error("The end could not be recorded yet.")]
    Unrecorded {
        /// Whether the provider has ended the session nevertheless.
        revoked: bool,
        /// What the store said.
        source: StoreError,
    },
}
