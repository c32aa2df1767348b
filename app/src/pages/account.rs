use leptos::prelude::*;

use crate::backend::{Backend, Visit};
use crate::components::{PageTitle, Time};
use crate::routes::Route;
use crate::session::{Snapshot, use_user};
use crate::view::Moment;

/// `/account`
#[component]
pub fn Account() -> impl IntoView {
    let now = Backend::current().clock.now();
    let caller = Visit::page().caller;
    let user = use_user();
    let active = caller.active();
    let created = active.map(|session| Moment::new(session.user.created_at, now));
    let since = active.map(|session| Moment::new(session.since, now));
    let role = use_context::<Snapshot>().and_then(|snapshot| snapshot.role);
    view! {
        <PageTitle text="Account" />
        <h1>"Account"</h1>
        <section class="card">
            <dl class="facts">
                <dt>"Name"</dt><dd><bdi>{user.as_ref().map(|user| user.full_name.clone())}</bdi></dd>
                <dt>"Email address"</dt><dd><bdi>{user.as_ref().map(|user| user.email.clone())}</bdi></dd>
                <dt>"User id"</dt><dd><code>{user.as_ref().map(|user| user.id.clone())}</code></dd>
                <dt>"User since"</dt><dd>{created.map(|moment| view! { <Time moment stop=true /> })}</dd>
                <dt>"Signed in"</dt><dd>{since.map(|moment| view! { <Time moment stop=true /> })}</dd>
                {role.map(|role| view! { <dt>"Staff role"</dt><dd>{role}</dd> })}
            </dl>
            <p class="empty">"Sessions and signing out are on the " <a href=Route::Dashboard.to_string()>"dashboard"</a> "."</p>
        </section>
    }
}
