use leptos::prelude::*;

use super::{Button, PostForm};
use crate::session::Resume;

/// Starts what is over again, by the same rules and with a record of its own, without typing anything.
#[component]
pub fn ResumeForm(
    /// What to start again.
    resume: Resume,
) -> impl IntoView {
    view! {
        <PostForm action="/api/start_impersonation" session=resume.session>
            <input type="hidden" name="subject" value=resume.subject />
            <input type="hidden" name="reason" value=resume.reason />
            <input type="hidden" name="case_reference" value=resume.case_reference />
            <input type="hidden" name="minutes" value=resume.minutes />
            <input type="hidden" name="key" value=resume.key />
            <Button label="Resume" primary=true />
        </PostForm>
    }
}
