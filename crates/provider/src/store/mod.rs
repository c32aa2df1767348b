//! The provider's tables, one a file. Functions here know rows and SQL, and no rules.
//!
//! Everything is written for SQLite and PostgreSQL alike; a single statement takes any executor, so
//! that it can stand alone or in its caller's transaction.

pub(crate) mod actor_tokens;
pub(crate) mod clients;
pub(crate) mod email_addresses;
pub(crate) mod identifications;
pub(crate) mod instances;
mod of_users;
pub(crate) mod reverifications;
pub(crate) mod sent_code;
pub(crate) mod sessions;
pub(crate) mod sign_in_tokens;
pub(crate) mod sign_ins;
mod tickets;
pub(crate) mod totp_enrollments;
pub(crate) mod user_filter;
pub(crate) mod user_list;
pub(crate) mod user_search;
pub(crate) mod users;
pub(crate) mod webhook_messages;
