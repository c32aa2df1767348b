use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Whether the form around is on its way to the server.
#[derive(Clone, Copy)]
pub struct Pending(pub RwSignal<bool>);

/// A form that changes something: posted as plain HTML, answered with a new document, sent once. It carries
/// the session that it was rendered for.
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
    provide_context(Pending(pending));
    let submit = move |event: SubmitEvent| {
        if pending.get_untracked() {
            event.prevent_default();
            return;
        }
        pending.set(true);
        if let Some(sent) = sent {
            sent.run(());
        }
    };
    view! {
        <form method="post" action=action class=class novalidate=true on:submit=submit>
            <input type="hidden" name="session" value=session />
            {children()}
        </form>
    }
}
