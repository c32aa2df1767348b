use leptos::prelude::*;

use super::AppError;
use crate::view::UserSummary;

/// How many users may be asked for at once.
pub const MOST_USERS: usize = 8;

/// The users with these ids, in this order; ids that nobody has are left out. For staff outside an
/// impersonation. Refused: 400 for more than [`MOST_USERS`], or for what is no id.
#[server(prefix = "/api", endpoint = "get_users")]
pub async fn get_users(
    session: String,
    #[server(default)] ids: Vec<String>,
) -> Result<Vec<UserSummary>, AppError> {
    use crate::backend::{Visit, present};
    use crate::routes::is_id;
    use impersonation::Action;

    let visit = Visit::permitted(&session, Action::ReadUsers)?;
    if ids.len() > MOST_USERS || !ids.iter().all(|id| is_id(id)) {
        return Err(AppError::BadRequest);
    }
    let users = visit.backend.profiles.of(&ids).await?;
    let now = visit.backend.clock.now();
    Ok(ids
        .iter()
        .filter_map(|id| users.get(id))
        .map(|user| present::user_summary(user, now))
        .collect())
}
