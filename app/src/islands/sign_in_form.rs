use leptos::prelude::*;

use super::checks;
use crate::api::{BY_EMAIL_CODE, FieldError};
use crate::components::{Alert, Button, Field, PostForm};
use crate::session::use_sign_in;

/// Address and password, or the address alone and a code that is sent to it.
#[island]
pub fn SignInForm(
    /// Where to go afterwards; empty for the dashboard.
    next: String,
    /// The address that was typed when the form was refused.
    email: String,
    /// What the form was refused for; empty when it was not.
    message: String,
    /// What is missing.
    errors: Vec<FieldError>,
) -> impl IntoView {
    let forms = use_sign_in();
    let error = move |field: &str| {
        let found = errors.iter().find(|error| error.field == field);
        found.map(|error| error.words.clone()).unwrap_or_default()
    };
    view! {
        <PostForm action=forms.create session=forms.session_id class="form">
            <Alert message focus=true />
            <input type="hidden" name="next" value=next />
            <Field name="email" label="Email address" value=email kind="email" autocomplete="username" check=checks::email error=error("email") />
            <Field name="password" label="Password" kind="password" autocomplete="current-password" error=error("password") />
            <div class="form-actions">
                <Button label="Sign in" primary=true />
                <Button label="Email me a code" adds=("by", BY_EMAIL_CODE) />
            </div>
        </PostForm>
    }
}
