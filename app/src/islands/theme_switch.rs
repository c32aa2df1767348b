use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::*;

use super::browser;

/// Where the choice is kept. The document reads it before the first paint.
pub const PLACE: &str = "theme";

/// Light, dark, or as the system has it. The choice is kept in the browser and is nobody's secret.
#[island]
pub fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(None::<String>);
    Effect::new(move |_| theme.set(LocalStorage::get::<String>(PLACE).ok()));
    let turn = move |_| {
        let next = match theme.get_untracked().as_deref() {
            None => Some("dark"),
            Some("dark") => Some("light"),
            Some(_) => None,
        };
        browser::set_theme(next);
        match next {
            // A forbidden storage forgets the choice with the page, nothing else.
            Some(next) => drop(LocalStorage::set(PLACE, next)),
            None => LocalStorage::delete(PLACE),
        }
        theme.set(next.map(ToOwned::to_owned));
    };
    let label = move || match theme.get().as_deref() {
        Some("dark") => "Theme: dark",
        Some(_) => "Theme: light",
        None => "Theme: system",
    };
    view! {
        <button type="button" class="link-button when-awake" on:click=turn>
            {label}
        </button>
    }
}
