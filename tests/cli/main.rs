//! The real program, run from a folder of its own.

mod audit;
mod browser;
mod client;
mod clock;
mod configuration;
mod doctor;
mod hostile;
mod import;
mod instances;
mod journey;
mod orders;
mod outlets;
mod program;
mod provider;
mod serving;
#[path = "../../crates/provider/tests/api/spec.rs"]
mod spec;
mod speed;
mod tls;
mod users;
mod webhooks;
mod wire;
