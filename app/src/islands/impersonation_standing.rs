use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;
use super::impersonation_region::passed;
use crate::api::{AppError, impersonation_state};
use crate::components::{Button, PostForm, Time};
use crate::session::use_auth;
use crate::view::{Moment, Phase, Standing};

/// How long the application may still take a session token after the end.
const AFTER: &str = "A session token that the application has already can still be taken there for up to 65 seconds.";

/// Where an impersonation stands, kept true while somebody can see the page. The children, which lead into the
/// application, are shown while it waits.
#[island]
pub fn ImpersonationStanding(
    /// Ours: `imp_…`.
    id: String,
    /// Where it stood when the page was rendered.
    standing: Standing,
    /// Whether whoever looks may end it.
    may_end: bool,
    /// Whether it is in another application.
    elsewhere: bool,
    /// The way into the application.
    children: Children,
) -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let passed = passed();
    let now = RwSignal::new(standing);
    let at = follow(id.clone(), session.clone(), now, passed);
    let phase = Memo::new(move |_| now.read().phase);
    let left = move || (now.read().remaining - (passed.get() - at.get())).max(0) / 1_000;
    let left = move || {
        let clock = format!("{}:{:02}", left() / 60, left() % 60);
        match phase.get() {
            Phase::Waiting if now.read().remaining > 0 => {
                format!("The link can be opened for {clock}")
            }
            Phase::Running => format!("{clock} left"),
            _ => String::new(),
        }
    };
    let end = move || {
        let (id, session) = (id.clone(), session.clone());
        (may_end && phase.get() != Phase::Over).then(|| {
            view! {
                <PostForm action="/api/end_impersonation" session>
                    <input type="hidden" name="id" value=id />
                    <Button label="End impersonation" />
                </PostForm>
            }
        })
    };
    view! {
        <div class="standing" data-phase=move || format!("{:?}", phase.get())>
            <p class="standing-words" aria-live="polite">{move || now.read().words.clone()}</p>
            <p class="standing-left" role="timer">{left}</p>
            <div hidden=move || phase.get() != Phase::Waiting>{children()}</div>
            <dl class="facts">
                {move || fact("Started", now.read().started.clone())}
                {move || fact("Ends at the latest", now.read().until.clone())}
                {move || fact("Ended", now.read().ended.clone())}
            </dl>
            {move || (elsewhere && phase.get() == Phase::Over).then(|| view! { <p class="empty">{AFTER}</p> })}
            {end}
        </div>
    }
}

fn fact(what: &'static str, moment: Option<Moment>) -> impl IntoView {
    moment.map(|moment| view! { <dt>{what}</dt><dd><Time moment stop=true /></dd> })
}

/// Asks where it stands by now: every other second while it waits, every quarter of a minute while it runs, never
/// while nobody can see the page, and no more once it is over or the browser is somebody else. Returns when, of
/// the time that the document has been open, the last answer came; in milliseconds.
fn follow(
    id: String,
    session: String,
    now: RwSignal<Standing>,
    passed: ReadSignal<i64>,
) -> ReadSignal<i64> {
    let (at, set_at) = signal(0);
    let asked = StoredValue::new(0);
    Effect::new(move |_| {
        let open = passed.get();
        let every = match now.read_untracked().phase {
            Phase::Waiting => 2_000,
            Phase::Running => 15_000,
            Phase::Over => return,
        };
        if open < asked.get_value() + every || browser::is_hidden() {
            return;
        }
        asked.set_value(open);
        let (session, id) = (session.clone(), id.clone());
        spawn_local(async move {
            match impersonation_state(session, id).await {
                Ok(standing) => {
                    set_at.set(passed.get_untracked());
                    now.set(standing);
                }
                // They may answer again.
                Err(AppError::Unreachable | AppError::Unavailable | AppError::Internal) => {}
                Err(_) => asked.set_value(i64::MAX / 2),
            }
        });
    });
    at
}
