//! The tokens that the provider makes: session tokens that anybody can verify (RS256), and client
//! tokens and tickets that only the provider itself reads back (HS256).
//!
//! The compact form is put together here and not by `jsonwebtoken`, which parses and checks the RSA
//! key anew for every signature.

mod cache;
mod client_token;
mod mac;
mod session_token;
mod signing_key;
mod ticket;

pub(crate) use cache::TokenCache;
pub(crate) use client_token::ClientClaims;
pub(crate) use mac::{MacKeys, webhook_secret};
pub(crate) use session_token::{LIFE, Minted, SessionSubject, age_in_minutes, mint};
pub(crate) use signing_key::SigningKey;
pub(crate) use ticket::TicketClaims;
