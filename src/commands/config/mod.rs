//! `understudy config`: what is in force, and what could be.

mod check;
mod show;

use crate::config::{ConfigError, Loaded, reference};
use crate::output;

#[derive(Clone, Copy, Debug, clap::Subcommand)]
pub enum Command {
    /// Print the configuration in force as TOML, secrets hidden, and where each value was set
    Show,
    /// Say whether the configuration is in order
    Check,
    /// Print a commented configuration file with every key
    Sample,
    /// Print the reference of all keys as Markdown
    Reference,
}

/// What is configured is read for those that speak of it: that is also how it is checked. The reference
/// is the same whatever is configured.
pub fn run(
    command: Command,
    load: impl FnOnce() -> Result<Loaded, ConfigError>,
) -> anyhow::Result<()> {
    match command {
        Command::Show => show::run(&load()?),
        Command::Check => check::run(&load()?),
        Command::Sample => Ok(output::line(reference::sample().trim_end())?),
        Command::Reference => Ok(output::line(reference::page().trim_end())?),
    }
}
