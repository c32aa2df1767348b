use leptos::prelude::*;

/// Says what went wrong, at once also to a screen reader. Nothing when there is nothing to say.
#[component]
pub fn Alert(
    /// The message; empty for none.
    message: String,
) -> impl IntoView {
    (!message.is_empty()).then(|| view! { <p class="alert" role="alert">{message}</p> })
}
