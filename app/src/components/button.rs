use leptos::prelude::*;

use super::post_form::Pending;

/// The button that sends its form. While the form is on its way it is disabled and says so.
#[component]
pub fn Button(
    /// What it does.
    #[prop(into)]
    label: String,
    /// Whether it is what most people want on this page.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let pending =
        use_context::<Pending>().map_or_else(|| RwSignal::new(false), |pending| pending.0);
    view! {
        <button class="button" class:button-primary=primary prop:disabled=move || pending.get() aria-busy=move || pending.get().then_some("true")>
            {label}
        </button>
    }
}
