use leptos::html;
use leptos::prelude::*;

use super::{checks, drafts};
use crate::api::FieldError;
use crate::components::{Alert, Button, Field, PostForm, Select, TextArea};
use crate::session::use_auth;

const DURATIONS: [u32; 6] = [5, 10, 15, 30, 45, 60];

/// What choosing another application means.
const ELSEWHERE: &str = "In another application its start and its end are recorded, not each page.";

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
    /// The application that was chosen, by its id.
    pub destination: String,
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
    /// The applications that one can act in besides the console: their ids and names.
    applications: Vec<(String, String)>,
    /// What the form was refused for the last time.
    draft: Draft,
) -> impl IntoView {
    let session = use_auth().session_id.unwrap_or_default();
    let [kept, written, sent] = [(); 3].map(|()| subject.clone());
    let own = session.clone();
    let hint = RwSignal::new(String::new());
    let area = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        let Some(area) = area.get() else { return };
        if area.value().is_empty()
            && let Some(text) = drafts::read(&kept)
        {
            area.set_value(&text);
        }
        hint.set(checks::reason(&area.value()));
    });
    let typed = move |text: String| {
        drafts::keep(&own, &written, &text);
        hint.set(checks::reason(&text));
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
    let place = (!applications.is_empty()).then(|| {
        let here = (String::new(), "Here".to_owned());
        let options = std::iter::once(here).chain(applications).collect();
        let chosen = draft.destination.clone();
        view! { <Select name="destination" label="Where" help=ELSEWHERE options chosen error=draft.error("destination") /> }
    });
    view! {
        <PostForm action="/api/start_impersonation" session class="form" sent=move |()| drafts::forget(&sent)>
            <Alert message=draft.message.clone() focus=draft.errors.is_empty() />
            <input type="hidden" name="subject" value=subject />
            <input type="hidden" name="key" value=key />
            <TextArea
                name="reason"
                label="Reason"
                help="Why you need to act as this user, in 10 to 500 characters. It is recorded."
                value=draft.reason.clone()
                area
                typed
                hint
                error=draft.error("reason")
            />
            <Field
                name="case_reference"
                label="Case reference"
                help="The ticket or case that this belongs to, if there is one."
                value=draft.case_reference.clone()
                check=checks::case_reference
                early=true
                error=draft.error("case_reference")
            />
            {place}
            <Select name="minutes" label="Duration" options chosen error=draft.error("minutes") />
            <Button label="Impersonate" primary=true />
        </PostForm>
    }
}
