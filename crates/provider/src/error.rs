use clerk::{PublishableKeyError, SigningSecretError};

use crate::PasswordError;

/// Why the provider could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database failed.
    #[error("The provider's database cannot be read: {0}.")]
    Database(#[from] sqlx::Error),
    /// The instance's keys cannot be made or read; the words say which.
    #[error("The provider's keys cannot be used: {0}.")]
    Keys(&'static str),
    /// Hashing passwords does not work.
    #[error("The provider cannot hash passwords: {0}.")]
    Passwords(#[from] PasswordError),
    /// Webhooks cannot be signed with what was given.
    #[error("The signing secret of webhooks cannot be used: {0}.")]
    WebhookSecret(#[from] SigningSecretError),
    /// The address cannot be encoded in a publishable key.
    #[error("The provider's address cannot be used: {0}.")]
    Address(#[from] PublishableKeyError),
}
