use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::page::page;
use crate::api::search_users;
use crate::components::PageTitle;
use crate::islands::UserSearch;
use crate::session::use_auth;

/// `/users?q=…&after=…`
#[component]
pub fn Users() -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let parameters = use_query_map().read_untracked().clone();
    let query = parameters.get("q").unwrap_or_default();
    let after = parameters.get("after").unwrap_or_default();
    let asked = query.clone();
    view! {
        <PageTitle text="Users" />
        <h1>"Users"</h1>
        {page(
            async move { search_users(session, asked, after).await },
            move |found| view! { <UserSearch query found=Ok(found) /> }.into_any(),
        )}
    }
}
