use leptos::prelude::*;

use super::Alert;
use crate::backend::Visit;
use crate::islands::{ImpersonationRegion, Ready, ThemeSwitch};
use crate::routes::Route;
use crate::session::Snapshot;

/// What stands around every page: the way to its content, the impersonation, the navigation, a notice.
#[component]
pub fn Chrome(
    /// The page.
    children: Children,
) -> impl IntoView {
    let snapshot = use_context::<Snapshot>().unwrap_or_default();
    let notice = use_context::<crate::backend::Backend>()
        .and_then(|_| Visit::page().caller.flash)
        .filter(|flash| flash.form.is_empty())
        .map(|flash| flash.message)
        .unwrap_or_default();
    let signed_in = snapshot.user.clone();
    let staff = snapshot.role.is_some();
    view! {
        <a class="skip" href="#content">"Skip to content"</a>
        <ImpersonationRegion />
        <header class="top">
            <a class="brand" href=Route::Dashboard.to_string()>"Understudy"</a>
            <nav class="nav" aria-label="Main">
                {staff.then(|| view! {
                    <a href=Route::Users(None).to_string()>"Users"</a>
                    <a href=Route::Impersonations.to_string()>"Impersonations"</a>
                })}
            </nav>
            <div class="top-end">
                <ThemeSwitch />
                {signed_in.map(|user| view! { <span class="top-user"><bdi>{user.full_name}</bdi></span> })}
            </div>
        </header>
        <main id="content" class="content" tabindex="-1">
            <Alert message=notice />
            {children()}
        </main>
        <Ready />
    }
}
