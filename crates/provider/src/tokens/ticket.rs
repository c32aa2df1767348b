use serde::{Deserialize, Serialize};

use super::mac::{self, MacKeys, Rejected};

/// What a ticket says: which actor token or sign-in token it redeems. Expiry and the rest are in the store; `exp`
/// (seconds) repeats the expiry for those who look into the token.
#[derive(Serialize, Deserialize)]
pub(crate) struct TicketClaims {
    pub(crate) iss: String,
    /// Source type: what `sid` is the id of.
    pub(crate) st: String,
    pub(crate) sid: String,
    pub(crate) exp: i64,
}

impl TicketClaims {
    /// The value of `st` for actor tokens.
    pub(crate) const ACTOR_TOKEN: &'static str = "actor_token";

    /// The value of `st` for sign-in tokens.
    pub(crate) const SIGN_IN_TOKEN: &'static str = "sign_in_token";

    pub(crate) fn seal(&self, keys: &MacKeys) -> String {
        mac::seal(&keys.ticket, self)
    }

    pub(crate) fn unseal(token: &str, keys: &MacKeys) -> Result<Self, Rejected> {
        mac::unseal(&keys.ticket, token)
    }
}
