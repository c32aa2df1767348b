use leptos::prelude::*;

use super::post_form::Pending;
use crate::session::Outdated;

/// The button that sends its form. While the form is on its way it is disabled and says so; so it does when
/// the form would be sent for somebody whom this browser is no longer. Disabled for those who read and press it only:
/// the form itself refuses to be sent, and what a really disabled button has to say would not arrive with its form.
#[component]
pub fn Button(
    /// What it does.
    #[prop(into)]
    label: String,
    /// Whether it is what most people want on this page.
    #[prop(optional)]
    primary: bool,
    /// What it adds to the form, by name and value, where a form has several buttons.
    #[prop(optional)]
    adds: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let pending =
        use_context::<Pending>().map_or_else(|| RwSignal::new(false), |pending| pending.0);
    let outdated = use_context::<Outdated>().unwrap_or_default();
    let off = move || pending.get() || outdated.words().is_some();
    view! {
        <button
            class="button"
            class:button-primary=primary
            name=adds.map(|(name, _)| name)
            value=adds.map(|(_, value)| value)
            aria-disabled=move || off().then_some("true")
            aria-busy=move || pending.get().then_some("true")
            aria-describedby=move || outdated.words().map(|_| "outdated")
        >
            {label}
        </button>
    }
}
