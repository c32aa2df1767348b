use leptos::prelude::*;

use crate::components::{Alert, Button, Field, PostForm};

/// The code that proves a factor.
#[island]
pub fn CodeForm(
    /// The sign-in that it belongs to.
    attempt: String,
    /// By which of its ways.
    way: String,
    /// Whether it is a backup code, which is no number.
    backup: bool,
    /// Where to go afterwards; empty for the dashboard.
    next: String,
    /// What the form was refused for; empty when it was not.
    message: String,
    /// What is wrong with the code.
    error: String,
) -> impl IntoView {
    let (label, help, inputmode, autocomplete) = if backup {
        let help = "One of the codes that you kept for this. Each works once.";
        ("Backup code", help, "text", "off")
    } else {
        ("Code", "Six digits.", "numeric", "one-time-code")
    };
    // The focus is for one place: the field, unless there is a message that is not about it.
    let begin = message.is_empty() || !error.is_empty();
    view! {
        <PostForm action="/api/sign_in_factor" session=String::new() class="form">
            <Alert message focus=!begin />
            <input type="hidden" name="attempt" value=attempt />
            <input type="hidden" name="way" value=way />
            <input type="hidden" name="next" value=next />
            <Field name="code" label help autocomplete inputmode focus=begin error />
            <Button label="Continue" primary=true />
        </PostForm>
    }
}
