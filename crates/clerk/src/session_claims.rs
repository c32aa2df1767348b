use serde::{Deserialize, Serialize};

use crate::types::JsonMap;

/// What a session token says; times are Unix **seconds**, as in every JWT.
///
/// Source: Clerk's session token claims, versions 1 and 2. Claims of organizations, plans and
/// features are not read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionClaims {
    /// Whose session it is; the subject, in an impersonation.
    pub sub: String,
    /// The session, `sess_…`.
    pub sid: String,
    /// The instance's Frontend API, `https://…`.
    pub iss: String,
    /// Issued then.
    pub iat: i64,
    /// Not valid before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Not valid from then on.
    pub exp: i64,
    /// The origin that asked for the token; absent in native mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub azp: Option<String>,
    /// Minutes since the first and since the second factor was proven; -1 where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fva: Option<Vec<i64>>,
    /// The session's status, `active` or `pending`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sts: Option<String>,
    /// The version of the claims; absent in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v: Option<u32>,
    /// The token's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Who acts, when that is not the user: the actor token's `actor`, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<JsonMap>,
}

impl SessionClaims {
    /// Who acts in an impersonation: the `sub` of `act`.
    pub fn actor_id(&self) -> Option<&str> {
        self.act.as_ref()?.get("sub")?.as_str()
    }

    /// Whether somebody acts as the user. Ask this, not whether there is an [`actor_id`](Self::actor_id):
    /// an actor may have been given without one.
    pub fn is_impersonation(&self) -> bool {
        self.act.is_some()
    }
}
