use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;
use crate::api::search_users;
use crate::components::UserRows;
use crate::routes::Route;
use crate::session::use_auth;
use crate::view::UserPage;

/// How long the keys must rest before the search is sent.
const REST: Duration = Duration::from_millis(200);

/// The search field and what it finds. As plain HTML it is a form that asks for `/users?q=…`; awake, it
/// searches while one types.
#[island]
pub fn UserSearch(
    /// What is searched for.
    query: String,
    /// What was found, or why nothing could be.
    found: Result<UserPage, String>,
) -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let found = RwSignal::new(found);
    let typed = RwSignal::new(query.clone());
    let searching = RwSignal::new(false);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let search = move |text: String| {
        let session = session.clone();
        searching.set(true);
        spawn_local(async move {
            let answer = search_users(session, text.clone(), String::new()).await;
            // A slower answer to what was typed before must not cover a newer one.
            if *typed.read_untracked() == text {
                searching.set(false);
                browser::replace_address(&Route::Users(Some(text)).to_string());
                found.set(answer.map_err(|error| error.to_string()));
            }
        });
    };
    let on_input = move |event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let search = search.clone();
        waiting.set_value(set_timeout_with_handle(move || search(text), REST).ok());
    };
    let status = move || match (searching.get(), &*found.read()) {
        (true, _) => "Searching…".to_owned(),
        (false, Err(words)) => words.clone(),
        (false, Ok(page)) if page.users.is_empty() => "Nobody found.".to_owned(),
        (false, Ok(page)) => {
            let more = if page.next.is_some() { "+" } else { "" };
            format!("{}{more} shown", page.users.len())
        }
    };
    let rows = move || {
        found
            .get()
            .map(|page| view! { <UserRows page query=typed.get_untracked() /> })
            .ok()
    };
    view! {
        <form class="search" method="get" action=Route::Users(None).to_string() role="search">
            <label for="user-search">"Search users"</label>
            <div class="search-line">
                <input id="user-search" type="search" name="q" value=query dir="auto" autocomplete="off" spellcheck="false" placeholder="Name, email address or id" on:input=on_input />
                <button class="button">"Search"</button>
            </div>
        </form>
        <p class="search-status" role="status">{status}</p>
        {rows}
    }
}
