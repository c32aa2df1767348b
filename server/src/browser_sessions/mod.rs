//! Browser sessions: one row for each browser, found by the hash of a random id in its one cookie.

mod changes;
mod cookie;
mod elsewhere;
mod impersonated;
mod last_known;
mod leaving;
mod news;
mod outdated;
mod resolve;
mod see_off;
mod service;
mod sign_in;
mod store;

pub use cookie::Cookies;
pub use leaving::Leaving;
pub use outdated::Outdated;
pub use service::BrowserSessionService;
pub use store::{Seal, Store};
