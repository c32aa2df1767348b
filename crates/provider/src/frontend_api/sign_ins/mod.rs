//! Signing in: by password or a code by e-mail, with a second factor where the account has one, or by a ticket.

pub(super) mod attempt;
mod code;
pub(super) mod create;
mod first_factor;
pub(super) mod get;
mod identifier;
mod on_client;
mod password;
pub(super) mod prepare;
pub(super) mod redeem;
pub(super) mod second;
mod session;
mod ticket;
