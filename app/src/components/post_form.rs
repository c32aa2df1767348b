use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::session::Outdated;

/// How long a form is taken to be on its way. The page is gone by then, unless somebody stopped it.
const LONGEST: Duration = Duration::from_secs(20);

/// Whether the form around is on its way to the server.
#[derive(Clone, Copy)]
pub struct Pending(pub RwSignal<bool>);

/// A form that changes something: posted as plain HTML, answered with a new document, sent once. It carries
/// the session that it was rendered for, and does nothing once this browser is known to be somebody else.
#[component]
pub fn PostForm(
    /// The server function's address.
    action: &'static str,
    /// The session that the form is rendered for; empty when signed out.
    session: String,
    /// The form's class.
    #[prop(optional)]
    class: &'static str,
    /// Called when it is sent.
    #[prop(optional, into)]
    sent: Option<Callback<()>>,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    let pending = RwSignal::new(false);
    let outdated = use_context::<Outdated>().unwrap_or_default();
    provide_context(Pending(pending));
    let submit = move |event: SubmitEvent| {
        if pending.get_untracked() || outdated.is_known() {
            event.prevent_default();
            return;
        }
        pending.set(true);
        // The form itself may be gone by then.
        set_timeout(
            move || {
                pending.try_set(false);
            },
            LONGEST,
        );
        if let Some(sent) = sent {
            sent.run(());
        }
    };
    view! {
        <form method="post" action=action class=class novalidate=true on:submit=submit>
            <input type="hidden" name="session" value=session />
            {children()}
            <p class="form-state" class:visually-hidden=move || outdated.words().is_none() aria-live="polite">
                {move || outdated.words().or_else(|| pending.get().then_some("Working…"))}
            </p>
        </form>
    }
}
