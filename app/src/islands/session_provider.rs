use leptos::prelude::*;

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
    provide_context(snapshot);
    children()
}
