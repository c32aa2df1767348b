//! The domain: who may act as whom, the life of an impersonation, and the ledger that remembers it.
//!
//! - [`policy`] answers whether somebody may do something; nothing is allowed that no rule allows.
//! - [`Impersonations`] starts, ends and sweeps impersonations, in the order that keeps the record
//!   before the act.
//! - [`ledger`] is the append-only, hash-chained, signed record of all of it.
//!
//! The identity provider is reached through the port [`IdentityProvider`]; this crate speaks no HTTP.

mod application;
pub mod ledger;
mod life;
mod person;
#[cfg(test)]
mod plans;
pub mod policy;
mod port;
#[cfg(test)]
mod postgres;
mod secret;
mod store_error;
pub mod text;

pub use application::{Application, Applications, TicketBy};
pub use ledger::{Ledger, LedgerKey};
pub use life::{
    Destination, EndCause, EndError, Ended, Field, FieldError, Impersonation, Impersonations,
    KillTarget, Killed, Link, OrderError, OrderedBy, Party, StartError, StartForm, Started, State,
    Stop, Swept, erase_person,
};
pub use person::{Person, Role};
pub use policy::{Action, Context, Decision, DefaultPolicy, Policy, Question, RuleId};
pub use port::{FoundSession, IdentityProvider, OpenedSession, ProviderError, Ticket, TicketOrder};
pub use secret::Secret;
pub use store_error::StoreError;
