use leptos::prelude::*;
use leptos_meta::Title;

use super::escape::escape;

/// The document's title. Leptos 0.8 writes it unescaped, so this is the one place that sets one.
#[component]
pub fn PageTitle(
    /// The page's name.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <Title text=escape(text + " · Understudy") /> }
}
