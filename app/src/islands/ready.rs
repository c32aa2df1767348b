use leptos::prelude::*;

use super::browser;

/// The last island of the document: says that all of them are awake (`<body data-hydrated>`), shows that the
/// next page is on its way, and loads the page anew when the browser takes it from its back-forward cache, since one may be somebody else by now.
#[island]
pub fn Ready() -> impl IntoView {
    Effect::new(|_| {
        // After the effects of the islands before this one.
        request_animation_frame(browser::mark_hydrated);
        browser::mark_when_leaving();
        browser::on_page_shown(|from_cache| {
            if from_cache {
                browser::reload();
            }
        });
    });
}
