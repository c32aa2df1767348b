use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Where a change leads. A form is sent there with 303; a fetch reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// A path of the console.
    pub location: String,
}

/// One field of a form and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong, and what would be right.
    pub words: String,
}

/// Why a server function did not do what it was asked for. Its display is what a person reads; what
/// caused an internal fault is in the log, never in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AppError {
    /// The request is not one that the console's pages send.
    #[error("This request could not be read. Go back, reload the page and try again.")]
    BadRequest,
    /// Nobody is signed in.
    #[error("You are signed out. Sign in to go on.")]
    SignedOut,
    /// The rules do not permit it; the words are the rule's.
    #[error("{words}")]
    Forbidden {
        /// The rule's words.
        words: String,
    },
    /// There is no such user.
    #[error("There is no user with this id.")]
    UnknownUser,
    /// There is no such impersonation.
    #[error("There is no impersonation with this id.")]
    UnknownImpersonation,
    /// The browser is somebody else than the page was rendered for.
    #[error("This page was opened under another session. You are now {who}. Nothing was done.")]
    Conflict {
        /// Who the browser is now, in words.
        who: String,
    },
    /// What was typed will not do.
    #[error("{words}")]
    Invalid {
        /// What is wrong on the whole.
        words: String,
        /// What is wrong with each field.
        fields: Vec<FieldError>,
    },
    /// Too much was wrong already; after the wait it may be tried again.
    #[error("{words}")]
    TooMany {
        /// When to try again, in words.
        words: String,
        /// The same in seconds.
        seconds: u64,
    },
    /// The identity provider refused or failed: its own words, and what to do next.
    #[error("{words}")]
    Provider {
        /// Clerk's words.
        words: String,
    },
    /// The console cannot keep its records, so it does nothing.
    #[error(
        "Understudy cannot write its records at the moment, so nothing was done. Try again in a minute."
    )]
    Unavailable,
    /// What was ordered is in force, and is not in the records yet.
    #[error(
        "What could be ended has been ended. Understudy cannot write its records at the moment; it will as soon as it can."
    )]
    Unrecorded,
    /// The browser could not reach the console.
    #[error("The console cannot be reached. Check the connection, then try again.")]
    Unreachable,
    /// Something broke that the person cannot mend.
    #[error(
        "Something went wrong on our side. Try again; if it happens again, tell whoever runs Understudy."
    )]
    Internal,
}

impl AppError {
    /// What was typed will not do on the whole.
    pub fn invalid(words: &str) -> Self {
        Self::Invalid {
            words: words.to_owned(),
            fields: Vec::new(),
        }
    }

    /// Too many tries to sign in: the next one may be made after `seconds`.
    pub fn too_many(seconds: u64) -> Self {
        let wait = wait_words(seconds);
        Self::TooMany {
            words: format!("Too many tries to sign in. Try again in {wait}."),
            seconds,
        }
    }

    /// The HTTP status that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::SignedOut => 401,
            Self::Forbidden { .. } => 403,
            Self::UnknownUser | Self::UnknownImpersonation => 404,
            Self::Conflict { .. } => 409,
            Self::Invalid { .. } => 422,
            Self::TooMany { .. } => 429,
            Self::Internal => 500,
            Self::Provider { .. } => 502,
            Self::Unavailable | Self::Unrecorded | Self::Unreachable => 503,
        }
    }
}

/// So many seconds, in words.
#[must_use]
pub fn wait_words(seconds: u64) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::BadRequest,
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            _ => Self::Internal,
        }
    }
}
