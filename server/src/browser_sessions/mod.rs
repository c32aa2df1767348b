//! Browser sessions: one row for each browser, found by the hash of a random id in its one cookie.

mod changes;
mod cookie;
mod elsewhere;
mod factors;
mod impersonated;
mod last_known;
mod leaving;
mod news;
mod outdated;
mod record;
mod resolve;
mod seal;
mod service;
mod sign_in;
mod slot;
mod statements;
mod store;

pub use cookie::Cookies;
pub use leaving::Leaving;
pub use outdated::Outdated;
pub use seal::Seal;
pub use service::BrowserSessionService;
pub use store::Store;
