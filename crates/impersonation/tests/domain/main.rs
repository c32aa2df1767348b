//! The domain on a real store, with an identity provider that records what it is asked.

mod checkpoints;
mod elsewhere;
mod ending;
mod erasure;
mod exports;
mod failures;
mod fake;
mod forging;
mod house;
mod interleavings;
mod ledger;
mod orders;
mod outsider;
mod policy;
mod record_before_act;
mod repeating;
mod retention;
mod starting;
mod sweeping;
mod tampering;
mod touching;
