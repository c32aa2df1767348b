use super::{Answer, Ask, FrontendClient, Verb};
use crate::error::Error;
use crate::secret::ClientToken;
use crate::types::{Client, ClientSession, Token, User};

impl FrontendClient {
    /// Makes a session the one in use, and brings its user and a fresh token in the same answer
    /// (`POST /client/sessions/{id}/touch`). Counts as activity.
    pub async fn touch_session(
        &self,
        token: &ClientToken,
        session_id: &str,
    ) -> Result<Answer<ClientSession>, Error> {
        self.session_command(token, session_id, "touch").await
    }

    /// Ends a session; it stays on the client (`POST /client/sessions/{id}/end`).
    pub async fn end_session(
        &self,
        token: &ClientToken,
        session_id: &str,
    ) -> Result<Answer<ClientSession>, Error> {
        self.session_command(token, session_id, "end").await
    }

    /// Signs out of a session: ends it and takes it off the client (`POST /client/sessions/{id}/remove`).
    pub async fn remove_session(
        &self,
        token: &ClientToken,
        session_id: &str,
    ) -> Result<Answer<ClientSession>, Error> {
        self.session_command(token, session_id, "remove").await
    }

    /// Ends all sessions and the client itself (`DELETE /client`).
    pub async fn sign_out(&self, token: &ClientToken) -> Result<Answer<Option<Client>>, Error> {
        self.wrapped(Some(token), Ask::new(Verb::Delete, &["client"]))
            .await
    }

    /// A session token (`POST /client/sessions/{id}/tokens`). Counts as activity.
    pub async fn session_token(
        &self,
        token: &ClientToken,
        session_id: &str,
    ) -> Result<Answer<Token>, Error> {
        let segments = ["client", "sessions", session_id, "tokens"];
        self.bare(Some(token), Ask::new(Verb::Post, &segments))
            .await
    }

    /// The user of a session (`GET /me`).
    pub async fn me(&self, token: &ClientToken, session_id: &str) -> Result<Answer<User>, Error> {
        let ask = Ask {
            session_id: Some(session_id),
            ..Ask::new(Verb::Get, &["me"])
        };
        self.wrapped(Some(token), ask).await
    }

    async fn session_command(
        &self,
        token: &ClientToken,
        session_id: &str,
        command: &str,
    ) -> Result<Answer<ClientSession>, Error> {
        let segments = ["client", "sessions", session_id, command];
        self.wrapped(Some(token), Ask::new(Verb::Post, &segments))
            .await
    }
}
