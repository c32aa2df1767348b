use leptos::prelude::*;

/// Says what went wrong, at once also to a screen reader. Nothing when there is nothing to say.
#[component]
pub fn Alert(
    /// The message; empty for none.
    message: String,
    /// Whether the page begins here, since there is no field to begin at.
    #[prop(optional)]
    focus: bool,
) -> impl IntoView {
    (!message.is_empty()).then(|| {
        view! {
            <p class="alert" role="alert" tabindex=focus.then_some("-1") autofocus=focus>
                {message}
            </p>
        }
    })
}
