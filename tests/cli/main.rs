//! The real program, run from a folder of its own.

mod audit;
mod browser;
mod configuration;
mod doctor;
mod hostile;
mod import;
mod journey;
mod program;
mod provider;
mod serving;
#[path = "../../crates/provider/tests/api/spec.rs"]
mod spec;
mod users;
mod webhooks;
