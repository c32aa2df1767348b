//! The Leptos application: pages, islands, session hooks, server functions, typed routes.
//!
//! Pages are rendered on the server alone and arrive whole; what a browser can do better than plain HTML
//! lives in [`islands`], which run on both sides. Everything that changes who one is, is a plain form.

#[expect(
    missing_docs,
    reason = "the server macro makes an undocumented struct of each function's arguments"
)]
pub mod api;
pub mod islands;
pub mod routes;
pub mod session;
pub mod view;

mod components;

#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod pages;

#[cfg(feature = "ssr")]
pub use components::Problem;
#[cfg(feature = "ssr")]
pub use document::{App, document};
