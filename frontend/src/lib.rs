//! What runs in the browser: wakes the islands that the server rendered.
#![cfg(target_arch = "wasm32")]

// Brings the islands' exports into this module; without it the linker drops them.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's own script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
