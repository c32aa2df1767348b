use leptos::prelude::*;

use super::page::page;
use super::query::query as parameter;
use crate::api::search_users;
use crate::components::PageTitle;
use crate::islands::UserSearch;
use crate::session::use_auth;

/// `/users?q=…&after=…`
#[component]
pub fn Users() -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let query = parameter("q");
    let after = parameter("after");
    let asked = query.clone();
    view! {
        <PageTitle text="Users" />
        <h1>"Users"</h1>
        {page(
            async move { search_users(session, asked, after).await },
            move |found| view! { <UserSearch query found /> }.into_any(),
        )}
    }
}
