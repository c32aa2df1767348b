//! From the command line to the subcommand that was asked for, with its configuration.

use crate::cli::{Cli, Command, Place};
use crate::commands::{audit, config, doctor, env, kill, provider, serve, starts, user};
use crate::config::{ConfigError, Flag, Loaded, Sources};

/// Pages are rendered on several threads even on a small machine, since a render may wait for a
/// resource that another thread has to deliver.
const LEAST_THREADS: usize = 4;

/// Runs the subcommand that was asked for.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(args) => {
            let loaded = load(&cli.place, args.flags())?;
            block_on(serve::run(loaded.config, args))?
        }
        Command::Provider(args) => {
            let loaded = load(&cli.place, args.flags())?;
            block_on(provider::run(loaded.config, args))?
        }
        Command::Env => env::run(&load(&cli.place, Vec::new())?.config),
        Command::User(command) => {
            block_on(user::run(load(&cli.place, Vec::new())?.config, command))?
        }
        Command::Audit(command) => match command.offline() {
            Some(check) => check.run(),
            None => block_on(audit::run(load(&cli.place, Vec::new())?.config, command))?,
        },
        Command::Kill(args) => block_on(kill::run(load(&cli.place, Vec::new())?.config, args))?,
        Command::Starts(command) => {
            block_on(starts::run(load(&cli.place, Vec::new())?.config, command))?
        }
        Command::Doctor(args) => block_on(doctor::run(load(&cli.place, Vec::new()), args))?,
        Command::Config(command) => config::run(command, || load(&cli.place, Vec::new())),
    }
}

fn load(place: &Place, mut flags: Vec<Flag>) -> Result<Loaded, ConfigError> {
    if let Some(dir) = &place.data_dir {
        flags.push(Flag {
            name: "--data-dir",
            key: "data.dir",
            value: dir.display().to_string(),
        });
    }
    if let Some(instance) = &place.instance {
        flags.push(Flag {
            name: "--instance",
            key: "data.instance",
            value: instance.clone(),
        });
    }
    Sources::of_process(place.config.clone(), flags).load()
}

fn block_on<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads.max(LEAST_THREADS))
        .enable_all()
        .build()?;
    Ok(runtime.block_on(work))
}
