use leptos::prelude::*;

use crate::backend::{Backend, Visit};
use crate::components::{PageTitle, Time};
use crate::session::use_user;
use crate::view::Moment;

/// `/account`
#[component]
pub fn Account() -> impl IntoView {
    let now = Backend::current().clock.now();
    let caller = Visit::page().caller;
    let user = use_user();
    let created = caller
        .active()
        .map(|session| Moment::new(session.user.created_at, now));
    view! {
        <PageTitle text="Account" />
        <h1>"Account"</h1>
        <section class="card">
            <dl class="facts">
                <dt>"Name"</dt><dd><bdi>{user.as_ref().map(|user| user.full_name.clone())}</bdi></dd>
                <dt>"Email address"</dt><dd>{user.as_ref().map(|user| user.email.clone())}</dd>
                <dt>"User id"</dt><dd><code>{user.as_ref().map(|user| user.id.clone())}</code></dd>
                <dt>"User since"</dt><dd>{created.map(|moment| view! { <Time moment /> })}</dd>
            </dl>
        </section>
    }
}
