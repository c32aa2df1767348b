use crate::transport::TransportError;
use crate::types::ErrorItem;

/// Why a call came to nothing. Never holds anything of the request.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// Clerk answered and refused.
    #[error("Clerk refused with status {status}: {}", words(errors))]
    Api {
        /// The HTTP status.
        status: u16,
        /// Clerk's reasons; empty when something in between answered in another form.
        errors: Vec<ErrorItem>,
        /// After how many seconds it is worth trying again.
        retry_after: Option<u64>,
        /// What Clerk's support asks for.
        trace_id: Option<String>,
    },
    /// There was no answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The answer was not what it should be.
    #[error("Clerk's answer could not be read: {0}")]
    Garbage(String),
    /// What was given as an id cannot be one; nothing was sent.
    #[error("that is not an id")]
    NotAnId,
    /// The request could not be made of what was given; nothing was sent.
    #[error("nothing was sent to Clerk: {0}")]
    Unsendable(&'static str),
}

impl Error {
    /// The HTTP status, when Clerk answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Clerk's code of the first reason: `resource_not_found`, `form_password_incorrect` …
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api { errors, .. } => errors.first().map(|error| error.code.as_str()),
            _ => None,
        }
    }

    /// The first reason in words for people: Clerk's own where it gave any.
    pub fn words(&self) -> &str {
        match self {
            Self::Api { errors, .. } => words(errors),
            Self::Transport(error) => error.words(),
            Self::Garbage(_) => "Clerk's answer could not be read.",
            Self::NotAnId => "That is not an id.",
            Self::Unsendable(why) => why,
        }
    }

    /// Whether Clerk says that there is no such thing (not merely that the address leads nowhere).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404) && self.code() == Some("resource_not_found")
    }
}

fn words(errors: &[ErrorItem]) -> &str {
    errors
        .first()
        .map(ErrorItem::words)
        .filter(|words| !words.is_empty())
        .unwrap_or("Clerk refused without saying why.")
}
