use std::fmt;

use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;

/// A ticket with which a user signs in as themself (`object: "sign_in_token"`).
///
/// Source: Clerk Backend API, `POST /sign_in_tokens` and `POST /sign_in_tokens/{id}/revoke`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "sign_in_token")]
pub struct SignInToken {
    /// `sit_…`
    pub id: String,
    /// Whether it can still be used. An expired token stays `pending`.
    pub status: SignInTokenStatus,
    /// Whose session it makes.
    pub user_id: String,
    /// The ticket (a JWT); present when created, absent when revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// A page that takes the ticket, where the instance has one.
    #[serde(default)]
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
}

open_enum! {
    /// The life of a [`SignInToken`].
    pub enum SignInTokenStatus {
        /// Not used yet (it may have expired: Clerk has no word for that).
        Pending = "pending",
        /// Used: a session was made of it.
        Accepted = "accepted",
        /// Taken back before it was used.
        Revoked = "revoked",
    }
}

impl fmt::Debug for SignInToken {
    /// Leaves out the ticket.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignInToken")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}
