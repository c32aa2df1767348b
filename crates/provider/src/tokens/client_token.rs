use serde::{Deserialize, Serialize};

use super::mac::{self, MacKeys, Rejected};

/// What a client token says: which client, and which of its rotations. The device that holds it
/// is that client, so it is a secret.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClientClaims {
    pub(crate) id: String,
    pub(crate) rotating_token: String,
}

impl ClientClaims {
    pub(crate) fn seal(&self, keys: &MacKeys) -> String {
        mac::seal(&keys.client, self)
    }

    pub(crate) fn unseal(token: &str, keys: &MacKeys) -> Result<Self, Rejected> {
        mac::unseal(&keys.client, token)
    }
}
