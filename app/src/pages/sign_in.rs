use leptos::prelude::*;

use super::query::query;
use crate::backend::Visit;
use crate::components::PageTitle;
use crate::islands::SignInForm;

/// `/sign-in`
#[component]
pub fn SignIn() -> impl IntoView {
    let next = query("next");
    let flash = Visit::page()
        .caller
        .flash
        .filter(|flash| flash.form == "sign_in")
        .unwrap_or_default();
    let email = flash.value("email").unwrap_or_default().to_owned();
    view! {
        <PageTitle text="Sign in" />
        <section class="card card-narrow">
            <h1>"Sign in"</h1>
            <SignInForm next email message=flash.message errors=flash.fields />
        </section>
    }
}
