use leptos::prelude::*;
use leptos::task::spawn_local;

use super::recent;
use crate::api::get_users;
use crate::components::UserRows;
use crate::session::use_auth;
use crate::view::UserPage;

/// The users that one looked at last, each as they are now. Nothing when there is none, and nothing without
/// JavaScript: only the browser knows.
#[island]
pub fn RecentlyViewed() -> impl IntoView {
    view! { <RecentUsers /> }
}

/// Keeps that the page of this user was opened.
#[island]
pub fn Viewed(
    /// Clerk's id.
    id: String,
) -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    Effect::new(move |_| recent::note(&session, id.clone()));
}

/// The list itself, asked for when it is shown.
#[component]
pub fn RecentUsers() -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let found = RwSignal::new(None);
    let load = move || {
        let session = session.clone();
        let ids = recent::read(&session);
        if !ids.is_empty() {
            found.set(None);
            spawn_local(async move { found.set(Some(get_users(session, ids).await)) });
        }
    };
    let again = load.clone();
    Effect::new(move |_| load());
    let content = move || match found.get()? {
        Ok(users) if users.is_empty() => None,
        Ok(users) => {
            let page = UserPage { users, next: None };
            Some(view! { <UserRows page query=String::new() /> }.into_any())
        }
        Err(error) => {
            let again = again.clone();
            let words = error.to_string();
            Some(
                view! {
                    <p class="empty">{words}</p>
                    <p><button type="button" class="button" on:click=move |_| again()>"Try again"</button></p>
                }
                .into_any(),
            )
        }
    };
    move || {
        content().map(|content| {
            view! {
                <section class="recent">
                    <h2>"Recently viewed"</h2>
                    {content}
                </section>
            }
        })
    }
}
