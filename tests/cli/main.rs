//! The real program, run from a folder of its own.

mod audit;
mod configuration;
mod program;
mod serving;
mod users;
