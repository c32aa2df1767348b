use leptos::prelude::*;

use super::drafts;
use crate::api::FieldError;
use crate::components::{Alert, Button, Field, PostForm, Select, TextArea};
use crate::session::use_auth;

/// The shortest reason, in characters, that is taken as one.
const SHORTEST_REASON: usize = 10;
const DURATIONS: [u32; 6] = [5, 10, 15, 30, 45, 60];

/// What was typed into a form that was refused, and what for.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// The message for the form as a whole.
    pub message: String,
    /// What is wrong with each field.
    pub errors: Vec<FieldError>,
    /// The reason.
    pub reason: String,
    /// The case reference.
    pub case_reference: String,
    /// The minutes, as typed.
    pub minutes: String,
}

impl Draft {
    fn error(&self, field: &str) -> String {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.words.clone())
            .unwrap_or_default()
    }
}

/// The form that begins an impersonation. A reason that was begun is kept in the tab until it is sent.
#[island]
pub fn ImpersonationForm(
    /// Clerk's id of the user.
    subject: String,
    /// Makes a repeated post the same request.
    key: String,
    /// The longest duration that the rules permit, in minutes.
    max_minutes: u32,
    /// What the form was refused for the last time.
    draft: Draft,
) -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let reason = RwSignal::new(draft.reason.clone());
    let [kept, written, sent] = [(); 3].map(|()| subject.clone());
    Effect::new(move |_| {
        if reason.read_untracked().is_empty()
            && let Some(text) = drafts::read(&kept)
        {
            reason.set(text);
        }
    });
    let typed = move |text: String| {
        drafts::keep(&written, &text);
        reason.set(text);
    };
    let hint = move || {
        let count = reason.read().trim().chars().count();
        match SHORTEST_REASON.checked_sub(count) {
            Some(1) if count > 0 => "1 more character".to_owned(),
            Some(missing) if missing > 0 && count > 0 => format!("{missing} more characters"),
            _ => String::new(),
        }
    };
    let minutes = DURATIONS
        .into_iter()
        .filter(|minutes| *minutes <= max_minutes);
    let chosen = if draft.minutes.is_empty() {
        "15".to_owned()
    } else {
        draft.minutes.clone()
    };
    let options = minutes
        .map(|minutes| (minutes.to_string(), format!("{minutes} minutes")))
        .collect::<Vec<_>>();
    view! {
        <PostForm action="/api/start_impersonation" session class="form" sent=move |()| drafts::forget(&sent)>
            <Alert message=draft.message.clone() />
            <input type="hidden" name="subject" value=subject />
            <input type="hidden" name="key" value=key />
            <TextArea
                name="reason"
                label="Reason"
                help="Why you need to act as this user, in 10 to 500 characters. It is recorded."
                value=reason
                typed
                error=draft.error("reason")
            />
            <p class="field-hint" aria-live="polite">{hint}</p>
            <Field
                name="case_reference"
                label="Case reference"
                help="The ticket or case that this belongs to, if there is one."
                value=draft.case_reference.clone()
                error=draft.error("case_reference")
            />
            <Select name="minutes" label="Duration" options chosen error=draft.error("minutes") />
            <Button label="Impersonate" primary=true />
        </PostForm>
    }
}
