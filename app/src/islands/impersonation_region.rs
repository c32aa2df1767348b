use std::time::Duration;

use leptos::prelude::*;

use crate::components::{Button, PostForm};
use crate::session::{ImpersonationState, Snapshot, use_sign_in};

/// The region that every page carries while an impersonation is open: as whom, who, why, time left, End.
#[island]
pub fn ImpersonationRegion() -> impl IntoView {
    use_context::<Snapshot>()
        .and_then(|snapshot| snapshot.impersonation)
        .map(|state| view! { <Region state /> })
}

#[component]
fn Region(state: ImpersonationState) -> impl IntoView {
    let forms = use_sign_in();
    let lead = if state.inside {
        "You are acting as "
    } else {
        "Still open: acting as "
    };
    let back = (!state.inside).then(|| {
        view! {
            <PostForm action=forms.set_active session=forms.session_id.clone()>
                <input type="hidden" name="target" value=state.session_id.clone() />
                <Button label="Return" />
            </PostForm>
        }
    });
    view! {
        <section class="impersonation" class:impersonation-aside=!state.inside aria-label="Impersonation">
            <div class="impersonation-facts">
                <p class="impersonation-who">{lead} <strong><bdi>{state.subject_name.clone()}</bdi></strong></p>
                <p class="impersonation-why">
                    <span>{state.actor_email.clone()}</span>
                    <span class="impersonation-reason" dir="auto">{state.reason.clone()}</span>
                    <Countdown remaining=state.remaining />
                </p>
            </div>
            <div class="impersonation-actions">
                {back} <PostForm action="/api/end_impersonation" session=forms.session_id.clone()>
                    <Button label="End impersonation" primary=true />
                </PostForm>
            </div>
        </section>
    }
}

/// What is left, by the server's time: the document says how much there was when it was rendered.
#[component]
fn Countdown(remaining: i64) -> impl IntoView {
    let left = RwSignal::new(remaining);
    Effect::new(move |_| {
        let Some(start) = window().performance().map(|watch| watch.now()) else {
            return;
        };
        let tick = move || {
            if let Some(watch) = window().performance() {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a page is not open for 292 million years"
                )]
                left.set((remaining - (watch.now() - start) as i64).max(0));
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    let words = move || {
        let seconds = left.get() / 1_000;
        format!("{}:{:02} left", seconds / 60, seconds % 60)
    };
    view! { <span class="impersonation-left" role="timer">{words}</span> }
}
