use leptos::prelude::*;

use super::finder::Finder;
use super::search::Search;
use crate::session::use_auth;
use crate::view::UserPage;

/// The search of the page of users. The address says what is searched for.
#[island]
pub fn UserSearch(
    /// What is searched for.
    query: String,
    /// What was found.
    found: UserPage,
) -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let search = Search::of_page(session, query, found);
    view! { <Finder search id="user-search" label="Search users" /> }
}
