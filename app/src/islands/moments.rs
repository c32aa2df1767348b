use std::time::Duration;

use js_sys::{Date, JSON};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::browser;
use crate::view::distance;

/// How often the words are looked at; they change by the minute.
const TICK: Duration = Duration::from_secs(15);
/// As the server writes an exact moment, with the reader's zone in the place of UTC.
const EXACT: &str = r#"{"day":"numeric","month":"short","year":"numeric","hour":"2-digit","minute":"2-digit","timeZoneName":"short"}"#;

/// Keeps every moment on the page true while it is open, and says the exact time in the reader's own zone.
/// Without it they stay as they were when the page was rendered, in UTC.
#[island]
pub fn Moments(
    /// The server's time when the document was rendered, in Unix milliseconds.
    now: i64,
) -> impl IntoView {
    Effect::new(move |_| {
        let Ok(exact) = JSON::parse(EXACT) else {
            return;
        };
        let opened = Date::now();
        let reword = move || {
            // The browser's own clock may be wrong; how far it moves is not.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a page is not open for 292 million years"
            )]
            let now = now + (Date::now() - opened) as i64;
            reword(now, &exact);
        };
        reword();
        browser::on_new_elements(reword.clone());
        // Lives as long as the document.
        if let Err(error) = set_interval_with_handle(reword, TICK) {
            leptos::logging::warn!("moments grow old: {error:?}");
        }
    });
}

/// Words every moment on the page as seen at `now`.
fn reword(now: i64, exact: &JsValue) {
    for time in browser::elements("time[datetime]") {
        let date = Date::new(&time.get_attribute("datetime").into());
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole milliseconds, far from the ends"
        )]
        let at = date.get_time() as i64;
        browser::set_text(&time, &distance(now - at));
        browser::set_title(&time, &String::from(date.to_locale_string("en-GB", exact)));
    }
}
