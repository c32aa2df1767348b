use http::Method;
use http::request::Parts;
use impersonation::Link;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::orders::Orders;
use super::page::page;
use crate::backend::{Backend, Visit, log};
use crate::components::{PageTitle, Time};
use crate::islands::{CopyCaseLink, ImpersonationStanding};
use crate::routes::Route;
use crate::view::{ActorView, ImpersonationItem, Phase};

/// `/impersonations/{id}`
#[component]
pub fn Impersonation() -> impl IntoView {
    let id = use_params_map()
        .read_untracked()
        .get("id")
        .unwrap_or_default();
    let (visit, seen) = (Visit::page(), is_seen());
    page(
        async move { log::detail(&visit, &id, seen).await },
        |detail| show(detail).into_any(),
    )
}

/// Whether the page is for somebody's eyes: the link is shown once, and must not be shown to a browser that only
/// looks ahead.
fn is_seen() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        parts.method == Method::GET && !parts.headers.contains_key("sec-purpose")
    })
}

fn show(detail: log::Detail) -> impl IntoView {
    let (item, standing) = (detail.item, detail.standing);
    let (actor, subject) = (item.actor.name.clone(), item.subject.name.clone());
    let place = item.destination.clone();
    let (id, elsewhere, may_end) = (item.id.clone(), place.is_some(), detail.may_end);
    let order_id = id.clone();
    let orders = if may_end || standing.phase == Phase::Over {
        Vec::new()
    } else {
        vec![("End it for them", "kill")]
    };
    let way_in = place
        .filter(|_| may_end && standing.phase == Phase::Waiting)
        .map(|place| way_in(detail.link, place, subject.clone()));
    let address = Backend::current()
        .base_url
        .join(&Route::Impersonation(id.clone()).to_string());
    view! {
        <PageTitle text=format!("{actor} as {subject}") />
        <div class="page-head">
            <h1><bdi>{actor}</bdi> " as " <bdi>{subject}</bdi></h1>
        </div>
        <div class="columns">
            <section class="card" aria-labelledby="standing-heading">
                <h2 id="standing-heading">"Where it stands"</h2>
                <ImpersonationStanding id standing may_end elsewhere>{way_in}</ImpersonationStanding>
                <Orders summary="End it as a lead" id=order_id buttons=orders />
            </section>
            <section class="card" aria-labelledby="what-heading">
                <h2 id="what-heading">"What it is"</h2>
                {facts(item)}
                {address.ok().map(|address| view! { <CopyCaseLink address=address.to_string() /> })}
            </section>
        </div>
    }
}

/// The link, the one time that it is shown; after that, what to do without it.
fn way_in(link: Option<Link>, place: String, subject: String) -> impl IntoView {
    let Some(link) = link else {
        return view! {
            <p class="empty">
                "The link was shown already, and is not shown again. If it is lost, end this and start anew."
            </p>
        }
        .into_any();
    };
    view! {
        <p>
            <a
                class="button button-primary"
                href=link.url.into_inner()
                target="_blank"
                rel="noopener noreferrer"
            >
                <span>"Open " <bdi>{place}</bdi> " as " <bdi>{subject}</bdi></span>
            </a>
        </p>
        <p class="empty">"Opens a new tab. The link works once, for a minute, and is shown only this time."</p>
    }
    .into_any()
}

fn facts(item: ImpersonationItem) -> impl IntoView {
    let place = item
        .destination
        .clone()
        .unwrap_or_else(|| "Here, in this console".to_owned());
    let recorded = item.destination.is_some().then(|| {
        let words = "Its start and its end, not each page of the application.";
        view! { <dt>"What is recorded"</dt><dd>{words}</dd> }
    });
    view! {
        <dl class="facts">
            <dt>"Who acts"</dt><dd><Person person=item.actor /></dd>
            <dt>"As whom"</dt><dd><Person person=item.subject /></dd>
            <dt>"Why"</dt><dd><bdi>{item.reason}</bdi></dd>
            {item.case_reference.map(|case| view! { <dt>"Case reference"</dt><dd><bdi>{case}</bdi></dd> })}
            <dt>"Where"</dt><dd><bdi>{place}</bdi></dd>
            {recorded}
            <dt>"Asked for"</dt><dd><Time moment=item.started stop=true /> ", for " {item.minutes} " minutes at most"</dd>
            <dt>"Id"</dt><dd><code>{item.id}</code></dd>
        </dl>
    }
}

#[component]
fn Person(person: ActorView) -> impl IntoView {
    view! { <a href=Route::User(person.id).to_string() title=person.email><bdi>{person.name}</bdi></a> }
}
