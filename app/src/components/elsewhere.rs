use leptos::prelude::*;

use super::{Button, PostForm, Time};
use crate::routes::Route;
use crate::view::{ImpersonationItem, Moment};

/// Says on every page that one is acting as somebody in another application, while one is oneself here; with End.
#[component]
pub fn Elsewhere(
    /// The one that waits or runs there.
    item: ImpersonationItem,
    /// When that, or its link, is over at the latest.
    limit: Option<Moment>,
    /// The session that the form is rendered for.
    session: String,
) -> impl IntoView {
    let place = item.destination.unwrap_or_default();
    let label = format!("Impersonation in {place}");
    let lead = if item.waiting {
        "Waiting for the link to be opened, to act as "
    } else {
        "You are acting as "
    };
    let limit = limit.map(|moment| {
        view! { <span class="impersonation-left">"ends " <Time moment stop=true /></span> }
    });
    let page = Route::Impersonation(item.id.clone()).to_string();
    view! {
        <section class="impersonation impersonation-aside" aria-label=label>
            <div class="impersonation-facts">
                <p class="impersonation-who">
                    {lead} <strong><bdi>{item.subject.name}</bdi></strong> " in " <bdi>{place}</bdi>
                </p>
                <p class="impersonation-why">
                    <span class="impersonation-reason" dir="auto">{item.reason}</span>
                    {limit}
                </p>
            </div>
            <div class="impersonation-actions">
                <a class="button" href=page>"Show"</a>
                <PostForm action="/api/end_impersonation" session>
                    <input type="hidden" name="id" value=item.id />
                    <Button label="End impersonation" primary=true />
                </PostForm>
            </div>
        </section>
    }
}
