//! `understudy audit`: the ledger, read, verified, handed over and kept in order.

mod erase;
mod export;
mod hold;
mod key;
mod list;
mod offline;
mod pinned;
mod retain;
mod verify;

use ambient::{Clock, Random};
use anyhow::{Context as _, ensure};
use database::{Pool, Schema};
use impersonation::{Ledger, LedgerKey};

use crate::binding;
use crate::config::Config;
use crate::data_dir::DataDir;

use self::offline::Offline;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print records, the newest first; shows what is stored, whatever became of it
    List(list::Args),
    /// Check every row against the signed head, or an export against its signature; names the first bad row
    Verify(verify::Args),
    /// Print records as lines, the oldest first, with a signature at the end that covers all of them
    Export(export::Args),
    /// Print the public key that checks the ledger and its exports
    Key,
    /// Remove old records in whole sealed segments, and leave a signed tombstone
    Retain(retain::Args),
    /// Keep records from retention and erasure
    #[command(subcommand)]
    Hold(hold::Command),
    /// Erase what is kept about a person; the ledger stays verifiable
    Erase(erase::Args),
}

impl Command {
    /// The check that needs neither ledger nor configuration, if it is that.
    pub fn offline(&self) -> Option<Offline<'_>> {
        match self {
            Self::Verify(args) => args.offline(),
            _ => None,
        }
    }
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let data = DataDir::new(&config.data);
    let pool = open(&data).await?;
    let result = match command {
        Command::List(args) => list::run(&pool, args).await,
        Command::Verify(args) => verify::run(&pool, &data, &args).await,
        Command::Export(args) => export::run(&ledger(&pool, &data).await?, args).await,
        Command::Key => key::run(&data),
        Command::Retain(args) => retain::run(&ledger(&pool, &data).await?, &args).await,
        Command::Hold(command) => hold::run(&ledger(&pool, &data).await?, command).await,
        Command::Erase(args) => erase::run(&pool, &ledger(&pool, &data).await?, &args).await,
    };
    pool.close().await;
    result
}

/// Opens the ledger's database, which must be there already: an empty ledger made on the spot would
/// be in order and say nothing about the one that was meant.
async fn open(data: &DataDir) -> anyhow::Result<Pool> {
    let path = data.console_database();
    ensure!(
        path.is_file(),
        "There is no ledger in {}; `understudy serve` begins it, --data-dir says where it is",
        data.path().display()
    );
    Ok(database::open(&path, Schema::Console).await?)
}

/// The ledger, to be written to or signed with.
async fn ledger(pool: &Pool, data: &DataDir) -> anyhow::Result<Ledger> {
    let label = binding::of(data)?.with_context(|| {
        format!(
            "The data directory {} belongs to no instance yet",
            data.path().display()
        )
    })?;
    let key = LedgerKey::load(&data.ledger_key())?;
    let (clock, random) = (Clock::system(), Random::from_os());
    Ok(Ledger::open(pool.clone(), &label, key, clock, random).await?)
}
