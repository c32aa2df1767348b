use leptos::prelude::*;

use super::Time;
use crate::routes::Route;
use crate::view::{ActorView, ImpersonationItem};

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
    let end = match item.end {
        None => view! { <span class="badge badge-warning">"running"</span> }.into_any(),
        Some(end) => {
            let at = end.at.map(|moment| view! { "Ended " <Time moment /> ": " });
            view! { {at} {end.words} "." }.into_any()
        }
    };
    view! {
        <li class="impersonation-row" class:impersonation-running=running>
            <p class="impersonation-line">
                <Person person=item.actor /> " acted as " <Person person=item.subject />
            </p>
            <p class="impersonation-text">
                <bdi>{item.reason}</bdi> " " {item.case_reference.map(|case| view! { <bdi class="badge">{case}</bdi> })}
            </p>
            <p class="impersonation-when">
                "Started " <Time moment=item.started /> ", for " {item.minutes} " minutes at most. " {end}
            </p>
        </li>
    }
}

#[component]
fn Person(person: ActorView) -> impl IntoView {
    view! { <a href=Route::User(person.id).to_string() title=person.email><bdi>{person.name}</bdi></a> }
}
