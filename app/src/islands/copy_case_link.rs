use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;

/// The address of the page, to be put into a case; with a button that copies it, where a browser can.
#[island]
pub fn CopyCaseLink(
    /// The whole address.
    address: String,
) -> impl IntoView {
    let said = RwSignal::new("");
    let text = StoredValue::new(address.clone());
    let copy = move |_| {
        spawn_local(async move {
            let copied = browser::copy(&text.get_value()).await;
            said.set(if copied {
                "Copied."
            } else {
                "The browser did not allow it. Select the address and copy it."
            });
        });
    };
    view! {
        <p class="case-link"><code>{address}</code></p>
        <p class="case-link-copy">
            <button type="button" class="button when-awake" on:click=copy>"Copy case link"</button>
            " " <span aria-live="polite">{said}</span>
        </p>
    }
}
