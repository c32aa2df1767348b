use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::*;

use super::browser;

const PLACE: &str = "theme";

/// Light, dark, or as the system has it. The choice is kept in the browser and is nobody's secret.
#[island]
pub fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(None::<String>);
    let awake = RwSignal::new(false);
    Effect::new(move |_| {
        let chosen = LocalStorage::get::<String>(PLACE).ok();
        browser::set_theme(chosen.as_deref());
        theme.set(chosen);
        awake.set(true);
    });
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
    // Without the browser's help there is nothing to switch, so there is no switch.
    view! { <button type="button" class="link-button" hidden=true prop:hidden=move || !awake.get() on:click=turn>{label}</button> }
}
