//! The little that islands ask of the browser itself. On the server there is none, and nothing happens.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;

/// Says that the islands are awake: `<body data-hydrated="true">`.
pub fn mark_hydrated() {
    if let Some(body) = document().body() {
        // Only a marker for whoever waits for the islands; a browser that refuses it has lost nothing.
        drop(body.dataset().set("hydrated", "true"));
    }
}

/// Calls back when the page is shown, with whether it came from the back-forward cache.
pub fn on_page_shown(callback: impl Fn(bool) + 'static) {
    let handler = Closure::<dyn Fn(web_sys::PageTransitionEvent)>::new(
        move |event: web_sys::PageTransitionEvent| {
            callback(event.persisted());
        },
    );
    if window()
        .add_event_listener_with_callback("pageshow", handler.as_ref().unchecked_ref())
        .is_ok()
    {
        // Lives as long as the document.
        handler.forget();
    }
}

/// Writes another address of this page into the address bar, without going there: a reload or a link that is
/// passed on shows the same.
pub fn replace_address(address: &str) {
    let history = window().history();
    let null = wasm_bindgen::JsValue::NULL;
    if history
        .and_then(|history| history.replace_state_with_url(&null, "", Some(address)))
        .is_err()
    {
        leptos::logging::warn!("the address could not be replaced");
    }
}

/// Loads the page anew.
pub fn reload() {
    if window().location().reload().is_err() {
        leptos::logging::warn!("the page could not be loaded anew");
    }
}

/// Sets or removes the theme that the person chose, on the root element.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    let done = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
    if done.is_err() {
        leptos::logging::warn!("the theme could not be set");
    }
}
