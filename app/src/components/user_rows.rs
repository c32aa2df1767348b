use leptos::prelude::*;

use super::Time;
use crate::routes::{Encoded, Route};
use crate::view::{UserPage, UserSummary};

/// The users that a search found, and the way to the next page.
#[component]
pub fn UserRows(
    /// The page.
    page: UserPage,
    /// What was searched for.
    query: String,
) -> impl IntoView {
    if page.users.is_empty() {
        return view! {
            <p class="empty card">"Look for a part of the name or the email address, or for the exact user id."</p>
        }
        .into_any();
    }
    let next = page.next.map(move |after| {
        let href = format!("{}?q={}&after={}", Route::Users(None), Encoded(&query), Encoded(&after));
        view! { <nav class="pager" aria-label="Pages"><a class="button" href=href rel="next">"Next page"</a></nav> }
    });
    let rows = page
        .users
        .into_iter()
        .map(|user| view! { <Row user /> })
        .collect_view();
    view! {
        <ul class="users">{rows}</ul>
        {next}
    }
    .into_any()
}

#[component]
fn Row(user: UserSummary) -> impl IntoView {
    view! {
        <li class="user">
            <span class="avatar" aria-hidden="true">{user.initials}</span>
            <div class="user-who">
                <a class="user-name" href=Route::User(user.id).to_string() title=user.name><bdi>{user.name.clone()}</bdi></a>
                <span class="user-email" title=user.email><bdi>{user.email.clone()}</bdi></span>
            </div>
            <div class="user-marks">
                {user.role.map(|role| view! { <span class="badge">{role}</span> })}
                {user.banned.then(|| view! { <span class="badge badge-danger">"banned"</span> })}
            </div>
            <span class="user-seen">
                {match user.last_sign_in {
                    Some(moment) => view! { "signed in " <Time moment /> }.into_any(),
                    None => "never signed in".into_any(),
                }}
            </span>
        </li>
    }
}
