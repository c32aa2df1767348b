use impersonation::Action;
use leptos::prelude::*;

use super::page::page;
use crate::backend::{Visit, log};
use crate::components::{ImpersonationRows, PageTitle, PresenceNotice};
use crate::islands::{RecentlyViewed, SessionList};
use crate::routes::Route;
use crate::session::use_user;
use crate::view::ImpersonationItem;

/// How many running impersonations the dashboard shows before it refers to the log.
const RUNNING: usize = 8;

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
        {visit.caller.inside.then(company)}
        {may(Action::ReadUsers).then(|| view! { <FindUser /> })}
        {if may(Action::ReadImpersonations) {
            view! {
                <div class="columns columns-wide">
                    <div class="stack">{work()}</div>
                    <div class="stack">
                        <Sessions />
                        {may(Action::ReadUsers).then(|| view! { <RecentlyViewed /> })}
                    </div>
                </div>
            }
            .into_any()
        } else {
            view! { <Sessions /> }.into_any()
        }}
    }
}

#[component]
fn Sessions() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="sessions-heading">
            <h2 id="sessions-heading">"Sessions"</h2>
            <SessionList />
        </section>
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

/// Inside an impersonation: who else is in the account.
fn company() -> impl IntoView {
    page(
        async {
            let visit = Visit::page();
            match visit.caller.active() {
                Some(session) => log::presence(&visit, &session.person.id).await,
                None => Ok(Vec::new()),
            }
        },
        |people| view! { <PresenceNotice people /> }.into_any(),
    )
}

/// What runs now, and one's own of late.
fn work() -> impl IntoView {
    page(
        async { log::work(&Visit::page()).await },
        |(running, own)| {
            view! {
                {running_now(running)}
                <section class="card">
                    <h2>"Your recent impersonations"</h2>
                    <ImpersonationRows items=own empty="You have not acted as anybody yet. Search for a user to begin." />
                </section>
            }
            .into_any()
        },
    )
}

fn running_now(mut items: Vec<ImpersonationItem>) -> impl IntoView {
    let count = items.len();
    items.truncate(RUNNING);
    let all = (count > RUNNING).then(|| {
        view! { <p><a href=Route::Impersonations.to_string()>"All " {count} " that are running"</a></p> }
    });
    view! {
        <section class="card">
            <h2>"Running impersonations"</h2>
            <ImpersonationRows items empty="Nobody is acting as a user right now." />
            {all}
        </section>
    }
}
