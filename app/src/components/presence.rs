use leptos::prelude::*;

use super::Time;
use crate::view::Presence;

/// Who else is in an account right now; nothing when nobody is.
#[component]
pub fn PresenceNotice(
    /// Those who act as its user.
    people: Vec<Presence>,
) -> impl IntoView {
    (!people.is_empty()).then(|| {
        let people = people
            .into_iter()
            .map(|person| view! { <Person person /> })
            .collect_view();
        view! {
            <section class="presence" aria-label="Also in this account">
                {people}
            </section>
        }
    })
}

#[component]
fn Person(person: Presence) -> impl IntoView {
    let who = if person.oneself {
        view! { <strong>"You"</strong> " are acting as this user now, in another browser. " }
            .into_any()
    } else {
        view! { <strong title=person.actor.email><bdi>{person.actor.name}</bdi></strong> " is acting as this user now. " }
            .into_any()
    };
    let until = person
        .until
        .map(|moment| view! { ", ends " <Time moment stop=true /> " at the latest" });
    view! {
        <p class="presence-person">
            {who}
            <span class="presence-when">"Started " <Time moment=person.started stop=true /> {until} "."</span>
        </p>
    }
}
