//! The command line. What a subcommand needs is in its own file under `commands`.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands;

/// A console in which support staff work as a user for a few minutes, under rules and in the open.
#[derive(Debug, Parser)]
#[command(name = "understudy", version, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the configuration and the data are.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Place")]
pub struct Place {
    /// Where databases and keys are kept [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Which of the data directory's instances [default: the one without a name]
    #[arg(long, global = true, value_name = "NAME")]
    pub instance: Option<String>,
    /// The configuration file [default: understudy.toml in the working directory, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console, and the embedded provider when no Clerk secret key is set
    Serve(commands::serve::Args),
    /// Serve the embedded provider alone: a local Clerk for tests and development
    Provider(commands::provider::Args),
    /// Print Clerk's environment variables for the embedded provider that is being served
    Env,
    /// Add people, list them, set their passwords and roles
    #[command(subcommand)]
    User(commands::user::Command),
    /// Read the ledger, verify that nobody changed it, hand it over, keep it in order
    #[command(subcommand)]
    Audit(commands::audit::Command),
    /// End impersonations, whoever acts
    Kill(commands::kill::Args),
    /// Keep impersonations from being started, or let them be started again
    #[command(subcommand)]
    Starts(commands::starts::Command),
    /// Show, check and explain the configuration
    #[command(subcommand)]
    Config(commands::config::Command),
    /// Check everything that the console needs, and say what to do where something is amiss
    Doctor(commands::doctor::Args),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
