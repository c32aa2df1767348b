use serde::{Deserialize, Serialize};

use super::BackendClient;
use crate::error::Error;
use crate::types::{ActorToken, JsonMap};

/// A ticket to be made.
///
/// Source: Clerk Backend API, `POST /actor_tokens`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewActorToken {
    /// The subject: whom the session will be of.
    pub user_id: String,
    /// The actor; all of it comes back in the session and in its tokens.
    pub actor: ActClaim,
    /// How long the ticket can be used, in seconds; an hour if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<u32>,
    /// How long the session may last, in seconds; half an hour if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_max_duration_in_seconds: Option<u32>,
}

/// Who acts (RFC 8693, `act`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActClaim {
    /// The actor's user id.
    pub sub: String,
    /// Whatever else is to be known of the act.
    #[serde(flatten)]
    pub extra: JsonMap,
}

impl BackendClient {
    /// Makes a ticket with which an actor signs in as the subject (`POST /actor_tokens`).
    pub async fn create_actor_token(&self, order: &NewActorToken) -> Result<ActorToken, Error> {
        self.post(self.exchange.url(&["actor_tokens"])?, order)
            .await
    }

    /// Takes a ticket back that was not used yet (`POST /actor_tokens/{id}/revoke`). A session made of
    /// it lives on.
    pub async fn revoke_actor_token(&self, id: &str) -> Result<ActorToken, Error> {
        self.command(self.exchange.url(&["actor_tokens", id, "revoke"])?)
            .await
    }
}
