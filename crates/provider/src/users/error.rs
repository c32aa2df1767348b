use crate::errors::ApiError;

/// Why a user could not be read or written through [`Users`](crate::Users).
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The user breaks a rule: `code` is Clerk's, `words` are for people.
    #[error("{words}")]
    Refused {
        /// Clerk's code, such as `form_identifier_exists`.
        code: &'static str,
        /// A sentence.
        words: String,
    },
    /// Nobody has that address or id.
    #[error("There is no user {0}.")]
    Unknown(String),
    /// The provider's own fault.
    #[error("The provider failed: {0}.")]
    Failed(String),
}

impl From<ApiError> for UserError {
    fn from(error: ApiError) -> Self {
        match error.cause {
            Some(cause) => Self::Failed(cause.to_string()),
            None => Self::Refused {
                code: error.code,
                words: error.long_message.into_owned(),
            },
        }
    }
}

impl From<sqlx::Error> for UserError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.to_string())
    }
}
