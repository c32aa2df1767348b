//! Understudy: a console in which support staff work as a user for a few minutes, under rules and in
//! the open. This package is the program; it parses the command line and wires the parts together.

mod audit;
mod authority;
mod binding;
mod cli;
mod commands;
mod config;
mod data_dir;
mod demo;
mod dispatch;
mod doors;
mod instance;
mod listen;
mod logging;
mod moment;
mod offset;
mod output;
mod passwords;
mod roles;
mod runtime;
mod shutdown;
mod site;
mod tls;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = <cli::Cli as clap::Parser>::parse();
    match dispatch::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::reader_left(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::FAILURE
        }
    }
}
