use std::fmt;

use ambient::Millis;
use serde::{Deserialize, Serialize};
use url::Url;

use super::JsonMap;
use super::open_enum::open_enum;

/// A ticket with which an actor signs in as a subject (`object: "actor_token"`).
///
/// Source: Clerk Backend API, `POST /actor_tokens` and `POST /actor_tokens/{id}/revoke`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "actor_token")]
pub struct ActorToken {
    /// `act_…`
    pub id: String,
    /// Whether it can still be used. An expired token stays `pending`.
    pub status: ActorTokenStatus,
    /// The subject: whom the session will be of.
    pub user_id: String,
    /// The actor, copied verbatim into the session and its tokens' `act` claim; `sub` is who acts.
    #[serde(default)]
    pub actor: JsonMap,
    /// The ticket (a JWT); present when created, absent when revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// A Frontend API address whose `ticket` query parameter is the ticket; present when created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
}

open_enum! {
    /// The life of an [`ActorToken`].
    pub enum ActorTokenStatus {
        /// Not used yet (it may have expired: Clerk has no word for that).
        Pending = "pending",
        /// Used: a session was made of it.
        Accepted = "accepted",
        /// Taken back before it was used.
        Revoked = "revoked",
    }
}

impl ActorToken {
    /// The ticket: the token itself, else the `ticket` query parameter of `url`. `None` when neither
    /// holds one.
    pub fn ticket(&self) -> Option<String> {
        let token = self.token.clone().filter(|token| !token.is_empty());
        token.or_else(|| self.url.as_deref().and_then(ticket_of))
    }
}

fn ticket_of(url: &str) -> Option<String> {
    Url::parse(url)
        .ok()?
        .query_pairs()
        .find(|(name, ticket)| name == "ticket" && !ticket.is_empty())
        .map(|(_, ticket)| ticket.into_owned())
}

impl fmt::Debug for ActorToken {
    /// Leaves out the ticket, in both its forms.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ActorToken")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("user_id", &self.user_id)
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}
