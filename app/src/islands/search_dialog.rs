use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;

use super::browser;
use super::finder::Finder;
use super::recently_viewed::RecentUsers;
use super::search::Search;
use crate::routes::Route;
use crate::session::use_auth;

/// The way to a user from any page: `/` or Ctrl-K opens a search above it. As plain HTML it is a link.
#[island]
pub fn SearchDialog() -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let shown = RwSignal::new(false);
    let search = Search::empty(use_auth().session_id.unwrap_or_default());
    let show = move || {
        let dialog = dialog.get_untracked()?;
        // A browser refuses only what is open already.
        dialog.show_modal().ok()?;
        shown.set(true);
        Some(())
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let closed = move |_| {
        shown.set(false);
        search.clear();
    };
    Effect::new(move |_| {
        window_event_listener(ev::keydown, move |event| {
            if asks_for_search(&event) && show().is_some() {
                event.prevent_default();
            }
        })
    });
    let follow = move |event: MouseEvent| {
        // With a key held down a link opens elsewhere.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) && show().is_some() {
            event.prevent_default();
        }
    };
    view! {
        <a class="button find" href=Route::Users(None).to_string() title="Search users: / or Ctrl K" aria-keyshortcuts="/ Control+K Meta+K" on:click=follow>
            "Search "
            <kbd class="when-awake" aria-hidden="true">
                "/"
            </kbd>
        </a>
        <dialog class="find-dialog" aria-label="Find a user" node_ref=dialog on:close=closed>
            <Finder search id="find-anywhere" label="Find a user" escape=Callback::new(move |()| close())>
                <Show when=move || shown.get() && search.typed.read().is_empty()>
                    <RecentUsers />
                </Show>
            </Finder>
            <p class="find-keys">
                <kbd>"Enter"</kbd> " opens the first, " <kbd>"↑"</kbd> " " <kbd>"↓"</kbd> " move, " <kbd>"Esc"</kbd> " closes"
            </p>
        </dialog>
    }
}

/// Whether the keys are those that open the search. A `/` within a field is text.
fn asks_for_search(event: &KeyboardEvent) -> bool {
    let command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "/" => !command && !event.alt_key() && !browser::is_typing(),
        "k" | "K" => command && !event.alt_key() && !event.shift_key(),
        _ => false,
    }
}
