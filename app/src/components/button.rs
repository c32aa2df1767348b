use leptos::prelude::*;

use super::post_form::Pending;
use crate::session::Outdated;

/// The button that sends its form. While the form is on its way it is disabled and says so; so it does when
/// the form would be sent for somebody whom this browser is no longer.
#[component]
pub fn Button(
    /// What it does.
    #[prop(into)]
    label: String,
    /// Whether it is what most people want on this page.
    #[prop(optional)]
    primary: bool,
    /// Where it sends the form, if not where the form says. (A name and a value would not arrive: a disabled button
    /// sends none, and it is disabled before the form has left.)
    #[prop(optional)]
    action: &'static str,
) -> impl IntoView {
    let pending =
        use_context::<Pending>().map_or_else(|| RwSignal::new(false), |pending| pending.0);
    let outdated = use_context::<Outdated>().unwrap_or_default();
    let off = move || pending.get() || outdated.words().is_some();
    view! {
        <button
            class="button"
            class:button-primary=primary
            formaction=(!action.is_empty()).then_some(action)
            prop:disabled=off
            aria-busy=move || pending.get().then_some("true")
            aria-describedby=move || outdated.words().map(|_| "outdated")
        >
            {label}
        </button>
    }
}
