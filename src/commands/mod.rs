//! One file per subcommand.

pub mod audit;
pub mod config;
pub mod doctor;
pub mod env;
pub mod kill;
mod orders;
pub mod provider;
pub mod serve;
pub mod starts;
pub mod user;
