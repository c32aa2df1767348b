use leptos::prelude::*;

use super::drafts;
use crate::session::Snapshot;

/// Gives the islands within it who is signed in, so that the session hooks answer in the browser as they do
/// on the server.
#[island]
pub fn SessionProvider(
    /// Who this browser is.
    snapshot: Snapshot,
    /// The page.
    children: Children,
) -> impl IntoView {
    let own = snapshot
        .sessions
        .iter()
        .find(|item| item.actor.is_none())
        .map(|item| item.id.clone());
    // First of all effects on the page: no island sees what another session wrote.
    Effect::new(move |_| drafts::forget_others(own.as_deref()));
    provide_context(snapshot);
    children()
}
