use serde::{Deserialize, Serialize};

use super::{ImpersonationItem, Moment, Presence, Verdict};

/// The person whose session is active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Clerk's id.
    pub id: String,
    /// As in "Hello Ada"; the e-mail address when there is no name.
    pub first_name: String,
    /// First and last name; the e-mail address when there is none.
    pub full_name: String,
    /// The primary e-mail address.
    pub email: String,
}

/// Who is at the keyboard while somebody else's session is active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorView {
    /// Clerk's id.
    pub id: String,
    /// First and last name.
    pub name: String,
    /// The primary e-mail address.
    pub email: String,
}

/// One row of the session list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionItem {
    /// Clerk's session id.
    pub id: String,
    /// Whose session it is.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Moment,
    /// Who acts in it, if it is an impersonated one.
    pub actor: Option<ActorView>,
    /// Whether this is the one that pages act under now.
    pub active: bool,
}

/// One row of a list of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSummary {
    /// Clerk's id.
    pub id: String,
    /// Full name, or the e-mail address.
    pub name: String,
    /// The primary e-mail address.
    pub email: String,
    /// What stands for a picture: one or two letters.
    pub initials: String,
    /// Their staff role, if any.
    pub role: Option<String>,
    /// Whether Clerk keeps them out.
    pub banned: bool,
    /// When they last signed in.
    pub last_sign_in: Option<Moment>,
}

/// One page of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPage {
    /// The rows, best or newest first.
    pub users: Vec<UserSummary>,
    /// The cursor of the next page, when there is one.
    pub next: Option<String>,
}

/// Everything that the page of one user shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    /// Who they are.
    pub summary: UserSummary,
    /// Since when they have been a user.
    pub created: Moment,
    /// Their live sessions at Clerk, impersonated ones included.
    pub sessions: Vec<SessionItem>,
    /// Who else acts as them right now.
    pub presence: Vec<Presence>,
    /// Who acts as them right now, and who did.
    pub impersonations: Vec<ImpersonationItem>,
    /// Whether the one who looks may impersonate them.
    pub verdict: Verdict,
}

/// One or two letters that stand for a picture.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}
