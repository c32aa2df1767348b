//! Rows as the wire shows them.

mod actor_token;
mod client;
mod client_record;
mod session;
mod sign_in;
mod sign_in_token;
mod user;

pub(crate) use actor_token::{actor_token, actor_token_with_ticket};
pub(crate) use client::{client, client_session};
pub(crate) use client_record::client_record;
pub(crate) use session::session;
pub(crate) use sign_in::{factor_verification, factors, sign_in};
pub(crate) use sign_in_token::{sign_in_token, sign_in_token_with_ticket};
pub(crate) use user::{email_address, one_user, users};
