use app::api::AppError;

use super::seal::Unreadable;

/// The store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store of browser sessions failed: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("a browser session's record cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
    #[error("the record of {id} cannot be read: {why}")]
    Unreadable { id: String, why: Unreadable },
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store of browser sessions failed");
        Self::Unavailable
    }
}
