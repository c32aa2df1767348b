/// The store did not do what was asked; nothing that depends on it may go on.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed, is gone or cannot be written.
    #[error("The store does not answer: {0}")]
    Database(#[from] sqlx::Error),
    /// The end of the ledger is not the one that was signed, so nothing is added to it.
    #[error("The ledger has been tampered with and takes no more records: {0}")]
    Ledger(crate::ledger::Broken),
    /// A row holds what this program never writes.
    #[error("The store holds an unreadable value: {0}")]
    Unreadable(String),
}
