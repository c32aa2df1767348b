use ambient::Millis;
use serde::{Deserialize, Serialize};

use super::lenient::null_as_default;
use super::{JsonMap, SessionActivity, SessionStatus, SessionTask, Token, User};

/// A session as the Frontend API shows it to its own client (`object: "session"`).
///
/// Source: Clerk Frontend API `Client.Session`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "object", rename = "session")]
pub struct ClientSession {
    /// `sess_…`
    pub id: String,
    /// Whether it lives.
    pub status: SessionStatus,
    /// Its end, whatever happens.
    pub expire_at: Millis,
    /// Its end when nobody uses it.
    pub abandon_at: Millis,
    /// When it was last used.
    pub last_active_at: Millis,
    /// A fresh session token, sent along so that nobody needs to ask for one.
    pub last_active_token: Option<Token>,
    /// Who acts in it, when that is not the user: the actor token's `actor`, verbatim.
    pub actor: Option<JsonMap>,
    /// What the user must do before it becomes active.
    pub tasks: Option<Vec<SessionTask>>,
    /// The organization it works in.
    pub last_active_organization_id: Option<String>,
    /// Whose session it is; the subject, in an impersonation. Absent in lists of devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// What others may see of the user.
    pub public_user_data: Option<PublicUserData>,
    /// Minutes since the first and since the second factor was proven; -1 where there was none.
    #[serde(default, deserialize_with = "null_as_default")]
    pub factor_verification_age: Vec<i64>,
    /// From where it was last used. Present in lists of devices alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_activity: Option<SessionActivity>,
    /// When it began.
    #[serde(default)]
    pub created_at: Millis,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Millis,
}

/// What others may see of a user.
///
/// Source: Clerk Frontend API `Client.PublicUserData`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicUserData {
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// Where the picture is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Whether the picture is the user's own.
    #[serde(default)]
    pub has_image: bool,
    /// The primary e-mail address, else another identifier.
    #[serde(default, deserialize_with = "null_as_default")]
    pub identifier: String,
    /// `user_…`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Whether signing in is forbidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banned: Option<bool>,
}

impl From<&User> for PublicUserData {
    fn from(user: &User) -> Self {
        let identifier = user
            .primary_email()
            .or(user.username.as_deref())
            .unwrap_or(&user.id);
        Self {
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            image_url: user.image_url.clone(),
            has_image: user.has_image,
            identifier: identifier.to_owned(),
            user_id: Some(user.id.clone()),
            username: user.username.clone(),
            banned: Some(user.banned),
        }
    }
}
