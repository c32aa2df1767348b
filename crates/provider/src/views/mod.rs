//! Rows as the wire shows them.

mod actor_token;
mod client;
mod session;
mod sign_in;
mod user;

pub(crate) use actor_token::{actor_token, actor_token_with_ticket};
pub(crate) use client::{client, client_session};
pub(crate) use session::session;
pub(crate) use sign_in::sign_in;
pub(crate) use user::{one_user, users};
