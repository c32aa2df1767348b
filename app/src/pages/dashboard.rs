use impersonation::Action;
use leptos::prelude::*;

use super::page::page;
use crate::backend::{Visit, load};
use crate::components::{ImpersonationRows, PageTitle};
use crate::islands::SessionList;
use crate::routes::Route;
use crate::session::use_user;

/// `/dashboard`
#[component]
pub fn Dashboard() -> impl IntoView {
    let visit = Visit::page();
    // What the rules do not permit is not part of the page, and does not stand in its way.
    let may = |action| visit.caller.may(&visit.backend, action).is_ok();
    let name = use_user().map(|user| user.first_name).unwrap_or_default();
    view! {
        <PageTitle text="Dashboard" />
        <div class="page-head">
            <h1>"Hello " <bdi>{name}</bdi></h1>
            <a href=Route::Account.to_string()>"Account"</a>
        </div>
        {may(Action::ReadUsers).then(|| view! { <FindUser /> })}
        <section class="card" aria-labelledby="sessions-heading">
            <h2 id="sessions-heading">"Sessions"</h2>
            <SessionList />
        </section>
        {may(Action::ReadImpersonations).then(work)}
    }
}

/// The way into the search.
#[component]
fn FindUser() -> impl IntoView {
    view! {
        <form class="search card" method="get" action=Route::Users(None).to_string() role="search">
            <label for="find-user">"Search users"</label>
            <div class="search-line">
                <input id="find-user" type="search" name="q" placeholder="Name, email address or id" autocomplete="off" />
                <button class="button button-primary">"Search"</button>
            </div>
        </form>
    }
}

/// What runs now and what was done.
fn work() -> impl IntoView {
    page(
        async { load::impersonations(&Visit::page()).await },
        |(running, past)| {
            view! {
                <section class="card">
                    <h2>"Running impersonations"</h2>
                    <ImpersonationRows items=running empty="Nobody is being impersonated." />
                </section>
                <section class="card">
                    <h2>"Recent impersonations"</h2>
                    <ImpersonationRows items=past.into_iter().take(5).collect() empty="There was none yet." />
                </section>
            }
            .into_any()
        },
    )
}
