//! The little that islands ask of the browser itself. On the server there is none, and nothing happens.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::BroadcastChannel;

use crate::routes::Route;

/// Says that the islands are awake: `<body data-hydrated="true">`.
pub fn mark_hydrated() {
    if let Some(body) = document().body() {
        // Only a marker for whoever waits for the islands; a browser that refuses it has lost nothing.
        drop(body.dataset().set("hydrated", "true"));
    }
}

/// Marks the document as being left from the moment when the browser asks for the next one:
/// `<html data-leaving="true">`.
pub fn mark_when_leaving() {
    let handler = Closure::<dyn Fn()>::new(|| {
        if let Some(root) = document().document_element() {
            // Only a sign that something is on its way.
            drop(root.set_attribute("data-leaving", "true"));
        }
    });
    if window()
        .add_event_listener_with_callback("beforeunload", handler.as_ref().unchecked_ref())
        .is_ok()
    {
        // Lives as long as the document.
        handler.forget();
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

/// Calls back after elements came or went anywhere on the page. Changes of text alone are not told.
pub fn on_new_elements(callback: impl Fn() + 'static) {
    let handler = Closure::<dyn Fn()>::new(callback);
    let options = web_sys::MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    if let (Ok(observer), Some(body)) = (
        web_sys::MutationObserver::new(handler.as_ref().unchecked_ref()),
        document().body(),
    ) && observer.observe_with_options(&body, &options).is_ok()
    {
        // Lives as long as the document.
        handler.forget();
    }
}

/// Every element that `selector` finds now.
pub fn elements(selector: &str) -> impl Iterator<Item = web_sys::Element> {
    let found = document().query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |index| found.as_ref()?.get(index)?.dyn_into().ok())
}

/// Changes the text of an element that holds nothing else, in place: whoever rendered it may keep the node.
pub fn set_text(element: &web_sys::Element, text: &str) {
    if let Some(node) = element.first_child()
        && node.node_value().as_deref() != Some(text)
    {
        node.set_node_value(Some(text));
    }
}

/// Changes what an element says on hover.
pub fn set_title(element: &web_sys::Element, title: &str) {
    if element.set_attribute("title", title).is_err() {
        leptos::logging::warn!("a title could not be set");
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

/// The address to ask for this page again. What a form was answered with has none; the dashboard stands in.
pub fn own_address() -> String {
    let location = window().location();
    match (location.pathname(), location.search()) {
        (Ok(path), Ok(query)) if !path.starts_with("/api/") => path + &query,
        _ => Route::Dashboard.to_string(),
    }
}

/// Goes to another page.
pub fn go(address: &str) {
    if window().location().assign(address).is_err() {
        leptos::logging::warn!("the page could not be left");
    }
}

/// Moves the focus by so many steps among what `selector` finds within `root`. None where there is no step
/// to take: the key is the browser's own then.
pub fn move_focus(root: &web_sys::Element, selector: &str, steps: i32) -> Option<()> {
    let all = root.query_selector_all(selector).ok()?;
    let here = document().active_element()?;
    let place = (0..all.length()).find(|place| here.is_same_node(all.item(*place).as_ref()))?;
    let next = all.item(place.wrapping_add_signed(steps))?;
    next.dyn_into::<web_sys::HtmlElement>().ok()?.focus().ok()
}

/// Whether a key that is pressed now writes text somewhere.
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        element
            .matches("input, textarea, select, [contenteditable]")
            .is_ok_and(|typing| typing)
    })
}

/// Joins what the tabs of this browser tell one another under `name`. None where a browser has no such thing.
pub fn join_channel(
    name: &str,
    heard: impl Fn(&BroadcastChannel, String) + 'static,
) -> Option<BroadcastChannel> {
    let channel = BroadcastChannel::new(name).ok()?;
    let answering = channel.clone();
    let handler =
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            if let Some(text) = event.data().as_string() {
                heard(&answering, text);
            }
        });
    channel.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    // Lives as long as the document.
    handler.forget();
    Some(channel)
}

/// Puts a text into the clipboard. Whether the browser has done so.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // Without a secure context there is none.
    if clipboard.is_undefined() {
        return false;
    }
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text))
        .await
        .is_ok()
}

/// Whether nobody can see the page now.
pub fn is_hidden() -> bool {
    document().hidden()
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
