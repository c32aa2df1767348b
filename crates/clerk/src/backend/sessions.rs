use super::BackendClient;
use crate::error::Error;
use crate::query::Query;
use crate::types::{Session, SessionStatus};

/// Which sessions, the newest first. Name a user or a client.
///
/// Source: Clerk Backend API, `GET /sessions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Of this user.
    pub user_id: Option<String>,
    /// On this client.
    pub client_id: Option<String>,
    /// In this status.
    pub status: Option<SessionStatus>,
    /// How many at most: 1 to 500, 10 if not given.
    pub limit: Option<u32>,
    /// How many to pass over.
    pub offset: Option<u32>,
}

impl BackendClient {
    /// Sessions by `filter` (`GET /sessions`).
    pub async fn list_sessions(&self, filter: &SessionFilter) -> Result<Vec<Session>, Error> {
        let mut url = self.exchange.url(&["sessions"])?;
        Query(&mut url)
            .one("user_id", filter.user_id.as_ref())
            .one("client_id", filter.client_id.as_ref())
            .one("status", filter.status.as_ref())
            .one("limit", filter.limit.as_ref())
            .one("offset", filter.offset.as_ref());
        self.get(url).await
    }

    /// The session with this id, if there is one (`GET /sessions/{id}`).
    pub async fn get_session(&self, id: &str) -> Result<Option<Session>, Error> {
        self.find(&["sessions", id]).await
    }

    /// Ends a session (`POST /sessions/{id}/revoke`).
    pub async fn revoke_session(&self, id: &str) -> Result<Session, Error> {
        self.command(self.exchange.url(&["sessions", id, "revoke"])?)
            .await
    }
}
