//! The embedded provider: both of Clerk's APIs over its own store.
//!
//! It speaks Clerk's wire protocol for the operations that the console needs, so that Understudy runs
//! on a machine that has no account anywhere, and so that Clerk's own packages can be pointed at it.
//! What is not built answers 404 in Clerk's envelope.
//!
//! - [`Provider::open`] creates the instance with its keys, or finds it again.
//! - [`Provider::router`] is the whole HTTP side: the Backend API behind the secret key, the Frontend
//!   API behind client tokens (in a header, or in a browser's cookie), and the public keys.
//! - [`Deliverer`] sends the webhooks, where there are endpoints for them.
//! - [`Provider::users`] is the door for the program itself, which needs no HTTP to add a user.

mod backend_api;
mod body;
mod error;
mod errors;
mod frontend_api;
mod health;
mod instance;
mod layers;
mod lifetimes;
mod limits;
mod mail;
mod params;
mod passwords;
mod provider;
mod query;
mod router;
mod second_factors;
mod sessions;
mod settings;
mod store;
mod tokens;
mod users;
mod views;
mod webhooks;

pub use error::OpenError;
pub use limits::Limits;
pub use mail::{Letter, Mail, MailFile, NoMail};
pub use passwords::PasswordError;
pub use provider::Provider;
pub use settings::Settings;
pub use users::{Batch, NewPassword, NewUser, NotCreated, UserError, Users};
pub use webhooks::{Deliverer, PATIENCE as WEBHOOK_PATIENCE};
