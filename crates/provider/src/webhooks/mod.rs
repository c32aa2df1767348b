//! Webhooks as Clerk sends them: what happens to users and sessions, told to the endpoints of the application.
//!
//! - [`news`] writes each event into the outbox (`store::webhook_messages`), in the transaction of the change that it
//!   tells of: neither is there without the other, whatever stops the program. Without an endpoint it does nothing.
//! - [`Deliverer`] signs what is in the outbox and sends it, again and again by Svix's schedule.
//! - [`request`] knows on whose behalf a change is made.

mod deliverer;
mod news;
pub(crate) mod request;

pub use deliverer::{Deliverer, PATIENCE};
pub(crate) use news::{sessions, user_deleted, user_updated, users_created};
