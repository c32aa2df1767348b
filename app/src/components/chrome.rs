use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Elsewhere, ResumeForm};
use crate::backend::{Backend, Flash, Visit, present};
use crate::islands::{ImpersonationRegion, Moments, Ready, SearchDialog, ThemeSwitch};
use crate::routes::Route;
use crate::session::Snapshot;
use crate::view::Moment;

/// What stands around every page: the way to its content, the impersonation, the navigation, a notice.
#[component]
pub fn Chrome(
    /// The page.
    children: Children,
) -> impl IntoView {
    let snapshot = use_context::<Snapshot>().unwrap_or_default();
    // While the list of routes is made there is no clock, and nobody to read it.
    let now = use_context::<Backend>().map_or(0, |backend| backend.clock.now());
    let notice = use_context::<Backend>()
        .and_then(|_| Visit::page().caller.flash)
        .filter(|flash| flash.form.is_empty())
        .map(|flash| view! { <Notice flash session=snapshot.session_id.clone() /> });
    let elsewhere = use_context::<Backend>()
        .and_then(|_| Visit::page().caller.elsewhere)
        .filter(|it| !is_here(&Route::Impersonation(it.id.clone())))
        .map(|it| {
            let limit = it.expires_at.or(it.accept_until);
            let limit = limit.map(|at| Moment::new(at, now));
            let (item, session) = (
                present::impersonation(&it, now),
                snapshot.session_id.clone(),
            );
            view! { <Elsewhere item limit session /> }
        });
    let staff = snapshot.role.is_some();
    let user = snapshot.user.map(|user| {
        view! {
            <a class="top-user" href=Route::Account.to_string() title=user.full_name>
                <bdi>{user.full_name.clone()}</bdi>
            </a>
        }
    });
    let pages = user.is_some().then(|| {
        view! {
            <nav class="nav" aria-label="Main">
                <NavLink route=Route::Dashboard words="Dashboard" />
                {staff
                    .then(|| {
                        view! {
                            <NavLink route=Route::Users(None) words="Users" />
                            <NavLink route=Route::Impersonations words="Impersonations" />
                        }
                    })}
            </nav>
        }
    });
    view! {
        <a class="skip" href="#content">
            "Skip to content"
        </a>
        <ImpersonationRegion />
        {elsewhere}
        <header class="top">
            <a class="brand" href=Route::Dashboard.to_string()>
                "Understudy"
            </a>
            {pages}
            <div class="top-end">
                {staff.then(|| view! { <SearchDialog /> })}
                <ThemeSwitch />
                {user}
            </div>
        </header>
        <main id="content" class="content" tabindex="-1">
            {notice}
            {children()}
        </main>
        <Moments now />
        <Ready />
    }
}

/// Whether this is the page that is rendered.
fn is_here(route: &Route) -> bool {
    use_location().pathname.read_untracked().as_str() == route.to_string()
}

/// A message above the page, and the way to take up again what it says is over.
#[component]
fn Notice(flash: Flash, session: String) -> impl IntoView {
    let resume = flash.resume(&session, &Backend::current().random);
    view! {
        <p class="notice" role="status">{flash.message}</p>
        {resume.map(|resume| view! { <div class="notice-actions"><ResumeForm resume /></div> })}
    }
}

/// A link of the navigation, which says when one is there already.
#[component]
fn NavLink(route: Route, words: &'static str) -> impl IntoView {
    let href = route.to_string();
    let here = use_location().pathname.read_untracked().starts_with(&href);
    view! {
        <a href=href aria-current=here.then_some("page")>
            {words}
        </a>
    }
}
