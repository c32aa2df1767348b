use leptos::prelude::*;

use super::Time;
use crate::routes::Route;
use crate::view::{ActorView, Fact, ImpersonationItem, Moment};

/// Impersonations with who, as whom, why, since when and how they ended.
#[component]
pub fn ImpersonationRows(
    /// The rows.
    items: Vec<ImpersonationItem>,
    /// What stands there when there is none.
    empty: &'static str,
) -> impl IntoView {
    if items.is_empty() {
        return view! { <p class="empty">{empty}</p> }.into_any();
    }
    let rows = items
        .into_iter()
        .map(|item| view! { <Row item /> })
        .collect_view();
    view! { <ul class="impersonations">{rows}</ul> }.into_any()
}

#[component]
fn Row(item: ImpersonationItem) -> impl IntoView {
    let running = item.end.is_none();
    let verb = if item.waiting {
        " is about to act as "
    } else if running {
        " is acting as "
    } else {
        " acted as "
    };
    let state = match item.end {
        None if item.waiting => {
            view! { <span class="badge badge-warning">"waiting"</span> }.into_any()
        }
        None => still(item.until).into_any(),
        Some(end) => over(end).into_any(),
    };
    let case = item.case_reference.map(|case| {
        view! { <span class="badge" title=case><bdi>{case.clone()}</bdi></span> }
    });
    let place = item
        .destination
        .map(|place| view! { " in " <bdi>{place}</bdi> });
    let began = if item.waiting {
        "Asked for "
    } else {
        "Started "
    };
    let page = Route::Impersonation(item.id).to_string();
    view! {
        <li class="impersonation-row" class:impersonation-running=running>
            <div class="impersonation-what">
                <p class="impersonation-line">
                    <Person person=item.actor /> {verb} <Person person=item.subject /> {place}
                </p>
                <p class="impersonation-text"><bdi>{item.reason}</bdi> " " {case}</p>
            </div>
            <div class="impersonation-when">
                <p>{state}</p>
                <p>
                    <a href=page>{began} <Time moment=item.started /></a> ", for " {item.minutes} " minutes at most"
                </p>
            </div>
        </li>
    }
}

fn still(until: Option<Moment>) -> impl IntoView {
    let until = until.map(|moment| view! { " ends " <Time moment /> });
    view! { <span class="badge badge-warning">"running"</span> {until} }
}

fn over(end: Fact) -> impl IntoView {
    let at = end.at.map(|moment| view! { "Ended " <Time moment /> ": " });
    view! { {at} {end.words} }
}

#[component]
fn Person(person: ActorView) -> impl IntoView {
    view! { <a href=Route::User(person.id).to_string() title=person.email><bdi>{person.name}</bdi></a> }
}
