//! The console over HTTP: `router(console) -> Router`, its layers, browser sessions and rendering.
//!
//! A request passes the layers from the outside in: request id, host check, limits, security headers, origin
//! check, browser session, guard; then Leptos renders a page or runs a server function.

mod assets;
mod browser_sessions;
mod clerk_identity;
mod client_address;
mod console;
mod health;
mod layers;
mod rendering;
mod router;
mod sign_in_answer;
mod sign_in_throttle;
mod webhooks;

pub use clerk_identity::ClerkIdentity;
pub use client_address::TrustedProxies;
pub use console::{Audience, Console, PATIENCE, Parts, Settings};
pub use sign_in_throttle::{Limit, Throttling};
