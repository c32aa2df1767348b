use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::SqliteConnection;
use tokio::sync::OwnedSemaphorePermit;

use crate::pool::Lane;

/// A connection that goes back to its pool when it is dropped.
pub struct Connection {
    /// Always there until it is dropped.
    raw: Option<SqliteConnection>,
    lane: Arc<Lane>,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    pub(crate) fn new(
        raw: SqliteConnection,
        lane: Arc<Lane>,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            raw: Some(raw),
            lane,
            _permit: permit,
        }
    }
}

impl Deref for Connection {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.raw.as_ref().expect("only dropping takes it out")
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.raw.as_mut().expect("only dropping takes it out")
    }
}

impl Drop for Connection {
    /// A statement that nobody waits for any more is finished before the next one begins: a connection
    /// takes its statements in order.
    fn drop(&mut self) {
        if let Some(raw) = self.raw.take() {
            self.lane.give_back(raw);
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Connection")
    }
}
