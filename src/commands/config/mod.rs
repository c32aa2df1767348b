//! `understudy config`: what is in force.

mod check;
mod show;

use crate::config::Loaded;

#[derive(Clone, Copy, Debug, clap::Subcommand)]
pub enum Command {
    /// Print the configuration in force as TOML, secrets hidden, and where each value was set
    Show,
    /// Say whether the configuration is in order
    Check,
}

/// Getting here means that it was read and is in order.
pub fn run(loaded: &Loaded, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Show => show::run(loaded),
        Command::Check => check::run(loaded),
    }
}
