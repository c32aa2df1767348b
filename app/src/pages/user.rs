use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::orders::Orders;
use super::page::page;
use crate::api::get_user;
use crate::backend::{Backend, Flash, Visit};
use crate::components::{ImpersonationRows, PageTitle, PresenceNotice, Time};
use crate::islands::{Draft, ImpersonationForm, Viewed};
use crate::session::use_auth;
use crate::view::{SessionItem, UserDetail, Verdict};

/// `/users/{id}`
#[component]
pub fn User() -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let id = use_params_map()
        .read_untracked()
        .get("id")
        .unwrap_or_default();
    // A reason that was typed for one user must not stand in the form of another.
    let flash = Visit::page()
        .caller
        .flash
        .filter(|flash| flash.form == "start" && flash.value("subject") == Some(&id))
        .unwrap_or_default();
    let key = Backend::current().random.id("key");
    page(async move { get_user(session, id).await }, move |user| {
        show(user, &flash, key).into_any()
    })
}

fn show(user: UserDetail, flash: &Flash, key: String) -> impl IntoView {
    let summary = user.summary;
    let id = summary.id.clone();
    let mut orders = Vec::new();
    if !user.presence.is_empty() {
        orders.push(("End all as this user", "kill_subject"));
    }
    if summary.role.is_some() {
        orders.push(("End all that they do", "kill_actor"));
    }
    view! {
        <PageTitle text=summary.name.clone() />
        <Viewed id=summary.id.clone() />
        <div class="page-head">
            <span class="avatar avatar-large" aria-hidden="true">{summary.initials}</span>
            <div class="page-who">
                <h1><bdi>{summary.name}</bdi></h1>
                <p class="page-sub"><bdi>{summary.email}</bdi></p>
            </div>
            <div class="page-marks">
                {summary.role.clone().map(|role| view! { <span class="badge">{role}</span> })}
                {summary.banned.then(|| view! { <span class="badge badge-danger">"banned"</span> })}
            </div>
        </div>
        <PresenceNotice people=user.presence />
        <div class="columns">
            <section class="card" aria-labelledby="impersonate-heading">
                <h2 id="impersonate-heading">"Impersonate"</h2>
                {match user.verdict {
                    Verdict::Allowed { max_minutes } => {
                        let applications = applications();
                        view! { <ImpersonationForm subject=summary.id.clone() key max_minutes applications draft=draft(flash) /> }.into_any()
                    }
                    Verdict::Refused { words } => refused(words).into_any(),
                }}
            </section>
            <section class="card" aria-labelledby="who-heading">
                <h2 id="who-heading">"Who they are"</h2>
                <dl class="facts">
                    <dt>"Id"</dt><dd><code>{summary.id}</code></dd>
                    <dt>"User since"</dt><dd><Time moment=user.created stop=true /></dd>
                    <dt>"Last sign-in"</dt>
                    <dd>{match summary.last_sign_in {
                        Some(moment) => view! { <Time moment stop=true /> }.into_any(),
                        None => "never".into_any(),
                    }}</dd>
                    <dt>"Staff role"</dt><dd>{summary.role.unwrap_or_else(|| "none".to_owned())}</dd>
                    <dt>"Status"</dt><dd>{if summary.banned { "banned" } else { "active" }}</dd>
                </dl>
                <h3>"Live sessions"</h3>
                {sessions(user.sessions)}
            </section>
        </div>
        <section class="card">
            <h2>"Impersonations of this user"</h2>
            <ImpersonationRows items=user.impersonations empty="Nobody has acted as this user." />
            <Orders summary="End impersonations as a lead" id buttons=orders />
        </section>
    }
}

/// The applications that one can act in.
fn applications() -> Vec<(String, String)> {
    let backend = Backend::current();
    let applications = backend.impersonations.applications().iter();
    applications
        .map(|it| (it.id.clone(), it.name.clone()))
        .collect()
}

/// The button as it stands where the rules refuse, with their words beside it.
fn refused(words: String) -> impl IntoView {
    view! {
        <p id="refused" class="refused">{words}</p>
        <button class="button" disabled=true aria-describedby="refused">"Impersonate"</button>
    }
}

fn sessions(items: Vec<SessionItem>) -> impl IntoView {
    if items.is_empty() {
        return view! { <p class="empty">"None: they are signed in nowhere."</p> }.into_any();
    }
    let rows = items
        .into_iter()
        .map(|item| {
            let actor = item.actor.map(|actor| {
                let who = if actor.email.is_empty() { actor.name } else { actor.email };
                view! { <span class="badge badge-warning" title=who>"impersonated by " <bdi>{who.clone()}</bdi></span> }
            });
            view! { <li>"Since " <Time moment=item.since stop=true /> " " {actor}</li> }
        })
        .collect_view();
    view! { <ul class="plain">{rows}</ul> }.into_any()
}

fn draft(flash: &Flash) -> Draft {
    let value = |field| flash.value(field).unwrap_or_default().to_owned();
    Draft {
        message: flash.message.clone(),
        errors: flash.fields.clone(),
        reason: value("reason"),
        case_reference: value("case_reference"),
        minutes: value("minutes"),
        destination: value("destination"),
    }
}
