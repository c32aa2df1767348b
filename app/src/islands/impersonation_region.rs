use std::time::Duration;

use leptos::prelude::*;

use crate::components::{Button, PostForm, ResumeForm};
use crate::routes::Route;
use crate::session::{ImpersonationState, Snapshot, use_sign_in};

/// The region warns when so much is left before it is over for want of requests, in milliseconds.
const WARNING: i64 = 60_000;

/// The region that every page carries while an impersonation is open: as whom, who, why, time left, End. It
/// tells by itself when that is over, and asks the server nothing: only what a person does keeps it open.
#[island]
pub fn ImpersonationRegion() -> impl IntoView {
    use_context::<Snapshot>()
        .and_then(|snapshot| snapshot.impersonation)
        .map(|state| view! { <Region state /> })
}

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Running,
    /// Over soon, unless the person does something.
    Idling,
    Idle,
    TimeIsUp,
}

impl Phase {
    fn of(state: &ImpersonationState, passed: i64) -> Self {
        let (remaining, idle) = (state.remaining - passed, state.idle - passed);
        if remaining <= 0 || idle <= 0 {
            // The one that struck first.
            if idle < remaining {
                Self::Idle
            } else {
                Self::TimeIsUp
            }
        } else if idle <= WARNING && idle < remaining {
            Self::Idling
        } else {
            Self::Running
        }
    }

    fn is_over(self) -> bool {
        matches!(self, Self::Idle | Self::TimeIsUp)
    }

    fn words(self) -> &'static str {
        match self {
            Self::Running => "",
            Self::Idling => "Nothing has happened for nine minutes. In one minute this is over.",
            Self::Idle => "It is over: nothing happened for ten minutes.",
            Self::TimeIsUp => "It is over: its time was up.",
        }
    }
}

#[component]
fn Region(state: ImpersonationState) -> impl IntoView {
    let passed = passed();
    let (inside, remaining) = (state.inside, state.remaining);
    let subject = state.subject_name.clone();
    let (actor, reason) = (state.actor_email.clone(), state.reason.clone());
    let state = StoredValue::new(state);
    let phase = Memo::new(move |_| state.with_value(|state| Phase::of(state, passed.get())));
    let lead = move || match (phase.get().is_over(), inside) {
        (true, _) => "You were acting as ",
        (_, true) => "You are acting as ",
        (_, false) => "Still open: acting as ",
    };
    let left = move || {
        let seconds = (remaining - passed.get()).max(0) / 1_000;
        format!("{}:{:02} left", seconds / 60, seconds % 60)
    };
    let actions = move || match phase.get() {
        Phase::Idle | Phase::TimeIsUp => over(state.get_value()).into_any(),
        phase => open(state.get_value(), phase == Phase::Idling).into_any(),
    };
    view! {
        <section
            class="impersonation"
            class:impersonation-aside=!inside
            class:impersonation-over=move || phase.get().is_over()
            aria-label="Impersonation"
        >
            <div class="impersonation-facts">
                <p class="impersonation-who">{lead} <strong><bdi>{subject}</bdi></strong></p>
                <p class="impersonation-why">
                    <span class="impersonation-email">{actor}</span>
                    <span class="impersonation-reason" dir="auto">{reason}</span>
                    <span class="impersonation-left" role="timer">{left}</span>
                </p>
                <p class="impersonation-note" aria-live="polite">{move || phase.get().words()}</p>
            </div>
            <div class="impersonation-actions">{actions}</div>
        </section>
    }
}

/// What one can do while it is open. Any request from inside keeps it so; the link is one.
fn open(state: ImpersonationState, idling: bool) -> impl IntoView {
    let forms = use_sign_in();
    let stay = (idling && state.inside).then(|| view! { <a class="button" href="">"Stay"</a> });
    let back = (!state.inside).then(|| {
        view! {
            <PostForm action=forms.set_active session=forms.session_id.clone()>
                <input type="hidden" name="target" value=state.session_id />
                <Button label="Return" />
            </PostForm>
        }
    });
    view! {
        {back}
        {stay}
        <PostForm action="/api/end_impersonation" session=forms.session_id>
            <Button label="End impersonation" primary=true />
        </PostForm>
    }
}

/// What one can do when it is over.
fn over(state: ImpersonationState) -> impl IntoView {
    view! {
        <a class="button" href=Route::Dashboard.to_string()>"Back to my account"</a>
        <ResumeForm resume=state.resume />
    }
}

/// How long the document has been open, in milliseconds, second by second. What it says about time was so
/// by the server's clock when it was rendered; from then on only spans are measured.
pub fn passed() -> ReadSignal<i64> {
    let (passed, set_passed) = signal(0);
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
                set_passed.set((watch.now() - start) as i64);
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    passed
}
