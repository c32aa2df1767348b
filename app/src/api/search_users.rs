use leptos::prelude::*;

use super::AppError;
use crate::view::UserPage;

/// How many users one page of a search shows.
#[cfg(feature = "ssr")]
const PAGE: u32 = 25;

/// Users by name, address or id; without a query, the newest. For staff outside an impersonation.
#[server(prefix = "/api", endpoint = "search_users")]
pub async fn search_users(
    session: String,
    #[server(default)] query: String,
    #[server(default)] after: String,
) -> Result<UserPage, AppError> {
    use crate::backend::{Visit, present};
    use impersonation::Action;

    let visit = Visit::permitted(&session, Action::ReadUsers)?;
    let filter = clerk::UserFilter {
        query: Some(query.trim().to_owned()).filter(|query| !query.is_empty()),
        starting_after: Some(after).filter(|after| !after.is_empty()),
        limit: Some(PAGE + 1),
        ..clerk::UserFilter::default()
    };
    let mut users = visit.backend.clerk.list_users(&filter).await?;
    let more = users.len() > PAGE as usize;
    users.truncate(PAGE as usize);
    let next = users.last().filter(|_| more).map(|user| user.id.clone());
    let now = visit.backend.clock.now();
    Ok(UserPage {
        users: users
            .iter()
            .map(|user| present::user_summary(user, now))
            .collect(),
        next,
    })
}
