use leptos::prelude::*;

use super::{browser, identity};
use crate::session::{Outdated, Snapshot};

/// Gives the islands within it who is signed in, so that the session hooks answer in the browser as they do
/// on the server, and says above everything else when another tab has made this browser somebody else.
#[island]
pub fn SessionProvider(
    /// Who this browser is.
    snapshot: Snapshot,
    /// The page.
    children: Children,
) -> impl IntoView {
    let outdated = Outdated::default();
    let me = snapshot.clone();
    // First of all effects on the page: no island sees what another session wrote.
    Effect::new(move |_| identity::join(&me, outdated));
    provide_context(snapshot);
    provide_context(outdated);
    view! {
        {move || outdated.words().map(notice)}
        {children()}
    }
}

/// Appears in the browser alone.
fn notice(words: &'static str) -> impl IntoView {
    view! {
        <section class="outdated" aria-label="Another session">
            <p id="outdated" role="alert">
                {words} " This page is from before, so its forms do nothing. What you typed stays here until you leave."
            </p>
            <a class="button" href=browser::own_address()>
                "Reload"
            </a>
        </section>
    }
}
