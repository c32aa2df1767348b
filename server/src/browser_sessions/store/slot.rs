use ambient::Millis;
use clerk::{ClientSession, ClientToken, User};
use serde::{Deserialize, Serialize};

/// What a browser session keeps of one Clerk session. At rest it is sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Slot {
    /// The token of the Clerk client that holds the session.
    pub client_token: String,
    /// Clerk's session id.
    pub session_id: String,
    /// The last session token, verified anew on every request.
    pub token: String,
    /// Whose session it is, as Clerk said when it gave the token.
    pub user: User,
    /// Since when.
    pub since: Millis,
    /// When Clerk was asked for all this.
    #[serde(default)]
    pub read_at: Millis,
}

impl Slot {
    /// From Clerk's answer to a touch that was asked for at `read_at`.
    pub fn new(
        client_token: &ClientToken,
        session: ClientSession,
        read_at: Millis,
    ) -> Option<Self> {
        Some(Self {
            client_token: client_token.expose().to_owned(),
            session_id: session.id,
            token: session.last_active_token?.jwt,
            user: session.user?,
            since: session.created_at,
            read_at,
        })
    }
}
