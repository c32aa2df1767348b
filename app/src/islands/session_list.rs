use leptos::prelude::*;

use crate::components::{Button, PostForm, Time};
use crate::session::{use_session_list, use_sign_in};
use crate::view::SessionItem;

/// The sessions of this browser: one's own, and the impersonated one beside it.
#[island]
pub fn SessionList() -> impl IntoView {
    let sessions = use_session_list();
    view! {
        <ul class="sessions" aria-labelledby="sessions-heading">
            {sessions.into_iter().map(|item| view! { <SessionRow item /> }).collect_view()}
        </ul>
    }
}

#[component]
fn SessionRow(item: SessionItem) -> impl IntoView {
    let forms = use_sign_in();
    let sign_out = format!("Sign out of {}", item.email);
    let id = item.id.clone();
    let session = forms.session_id.clone();
    let email = item.email.clone();
    let switch = (!item.active).then(move || {
        let label = format!("Switch to {email}");
        view! {
            <PostForm action=forms.set_active session=session>
                <input type="hidden" name="target" value=id />
                <Button label />
            </PostForm>
        }
    });
    view! {
        <li class="session">
            <div class="session-who">
                <span class="session-name"><bdi>{item.name.clone()}</bdi></span>
                <span class="session-email"><bdi>{item.email.clone()}</bdi></span>
                <span class="session-since">"since " <Time moment=item.since.clone() /></span>
                {item.actor.clone().map(|actor| view! { <span class="badge badge-warning">"impersonated by " <bdi>{actor.email}</bdi></span> })}
                {item.active.then(|| view! { <span class="badge">"active"</span> })}
            </div>
            <div class="session-actions">
                {switch}
                <PostForm action="/api/sign_out" session=forms.session_id.clone()>
                    <input type="hidden" name="target" value=item.id.clone() />
                    <Button label=sign_out />
                </PostForm>
            </div>
        </li>
    }
}
