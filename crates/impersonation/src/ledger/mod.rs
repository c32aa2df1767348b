//! The ledger: what was attempted, refused, started and ended, so that nobody without the signing key
//! can change it unnoticed.
//!
//! Each row carries a SHA-256 over all its columns and the hash of the row before. Exactly one
//! signature exists: over the last row, replaced with every append. Personal values lie beside the
//! chain; the row holds a salted commitment to each, so that erasing a value (which is itself a
//! row) leaves the chain verifiable, and the commitment left behind gives nothing away.
//!
//! What it cannot show: that a whole older copy of the database was put back. Whoever fears that
//! keeps the [`Head`] that [`verify`] returns somewhere else.

mod append;
mod chain;
mod erase;
mod event;
mod head;
mod key;
mod list;
mod open;
pub(crate) mod statements;
mod verify;

use std::sync::Arc;

use ambient::{Clock, Random};

pub(crate) use chain::digest;
pub use event::{Event, EventKind, PersonalField};
pub use head::Head;
pub use key::{KeyError, LedgerKey, VerifyingKey};
pub use list::{Entry, Filter, PersonalValue, list};
pub use open::OpenError;
pub use verify::{Broken, Verified, verify};

/// The open ledger. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    pool: database::Pool,
    label: Arc<str>,
    key: Arc<LedgerKey>,
    clock: Clock,
    random: Random,
}

impl Ledger {
    /// The key that checks this ledger's signature.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }
}
