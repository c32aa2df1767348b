//! The ledger: what was attempted, refused, started and ended, so that nobody without the signing key
//! can change it unnoticed.
//!
//! Each row carries a SHA-256 over all its columns and the hash of the row before. Exactly one
//! signature exists: over the last row, replaced with every append. Personal values lie beside the
//! chain; the row holds a salted commitment to each, so that erasing a value (which is itself a
//! row) leaves the chain verifiable, and the commitment left behind gives nothing away.
//!
//! Every [`SEGMENT`] rows the chain is sealed. Retention removes whole segments and leaves a [`Tombstone`]; a [`Hold`]
//! keeps it, and erasure, off. [`Ledger::export`] writes what somebody outside can check with [`verify_export`].
//!
//! What it cannot show by itself: that a whole older copy of the database was put back, or that it was written
//! anew with the key. Against both helps a [`Checkpoint`] that is kept somewhere else.

mod append;
mod broken;
mod chain;
mod checkpoint;
mod erase;
mod event;
mod export;
mod head;
mod hold;
mod key;
mod lines;
mod list;
mod offline;
mod open;
mod read;
mod retain;
mod seal;
pub(crate) mod statements;
mod tombstone;
mod verify;
mod walk;

use std::sync::Arc;

use ambient::{Clock, Random};

pub use broken::Broken;
pub(crate) use chain::digest;
pub use checkpoint::{Checkpoint, Checkpoints, NoCheckpoint};
pub use erase::EraseError;
pub use event::{Event, EventKind, PersonalField};
pub use export::{ExportError, Order};
pub use head::Head;
pub use hold::{Held, Hold, LiftError};
pub use key::{KeyError, LedgerKey, VerifyingKey};
pub use lines::Trailer;
pub use list::{Entry, Filter, PersonalValue, following, list};
pub use offline::{BrokenExport, VerifiedExport, verify_export, verify_export_against};
pub use open::OpenError;
pub use retain::{RetainError, Retained};
pub use seal::SEGMENT;
pub use tombstone::Tombstone;
pub use verify::{Verified, verify, verify_against};

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
    /// The label of the instance whose ledger it is.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The key that checks this ledger's signature.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }
}
