use impersonation::Action;
use leptos::prelude::*;

use crate::backend::Visit;
use crate::components::{Alert, Button, Field, PostForm};
use crate::session::use_auth;

/// What a lead can order on a page, with a reason; nothing for whoever may not. Each button is its words and the
/// order that it gives ([`crate::api::give_order`]).
#[component]
pub fn Orders(
    /// What it is about, in words.
    summary: &'static str,
    /// The impersonation or the user that it is about, by id.
    #[prop(optional, into)]
    id: String,
    /// The words and the orders.
    buttons: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let visit = Visit::page();
    let permitted = visit.caller.may(&visit.backend, Action::Kill).is_ok();
    (permitted && !buttons.is_empty()).then(|| {
        let flash = visit
            .caller
            .flash
            .filter(|flash| flash.form == "order")
            .unwrap_or_default();
        let error = flash.fields.first();
        let error = error.map(|error| error.words.clone()).unwrap_or_default();
        let value = flash.value("why").unwrap_or_default().to_owned();
        let open = !flash.message.is_empty();
        let buttons = buttons
            .into_iter()
            .map(|(label, order)| view! { <Button label adds=("order", order) /> })
            .collect_view();
        view! {
            <details class="orders" open=open>
                <summary>{summary}</summary>
                <PostForm action="/api/give_order" session=use_auth().session_id.unwrap_or_default() class="form">
                    <Alert message=flash.message focus=true />
                    <input type="hidden" name="id" value=id />
                    <Field name="why" label="Why" help="10 to 500 characters. It is recorded with your name." value error />
                    <div class="form-actions">{buttons}</div>
                </PostForm>
            </details>
        }
    })
}
