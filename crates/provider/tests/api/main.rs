//! The provider as its callers meet it: the whole router, a real database file, a clock that is moved.
//!
//! Every answer is held against Clerk's published API descriptions where those are at hand.

mod actor_tokens;
mod any_order;
mod backend_clients;
mod backend_sessions;
mod browser;
mod browsers;
mod clerk_clients;
mod clients;
mod edges;
mod email_addresses;
mod email_codes;
mod garbage;
mod handshakes;
mod house;
mod impersonations;
mod instance;
mod limits;
mod lockout;
mod me_changes;
mod own_email_addresses;
mod own_second_factors;
mod reverification;
mod reverification_by_second_factor;
mod second_factors;
mod second_factors_behind;
mod session_lists;
mod sessions;
mod sign_in_tokens;
mod sign_ins;
mod spec;
mod strange_text;
mod tickets;
mod user_changes;
mod user_creation;
mod user_lists;
mod user_search;
mod users;
mod users_by_the_program;
mod webhooks;
