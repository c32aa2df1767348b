//! `understudy audit`: the ledger, read and verified.

mod list;
mod verify;

use anyhow::{Context as _, ensure};
use impersonation::LedgerKey;

use crate::binding;
use crate::config::Config;
use crate::data_dir::DataDir;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print records, the newest first
    List(list::Args),
    /// Check every row against the signed head; fails and names the first bad row
    Verify(verify::Args),
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let store = Store::open(&DataDir::new(&config.data.dir)).await?;
    match command {
        Command::List(args) => list::run(store, args).await,
        Command::Verify(args) => verify::run(store, &args).await,
    }
}

/// The ledger's database and its key, both of which must be there already: an empty ledger made on
/// the spot would be in order and say nothing about the one that was meant.
struct Store {
    pool: database::Pool,
    key: LedgerKey,
    /// The instance whose ledger it is.
    instance: String,
}

impl Store {
    async fn open(data: &DataDir) -> anyhow::Result<Self> {
        let path = data.console_database();
        let missing = || {
            let place = data.path().display();
            format!(
                "There is no ledger in {place}; `understudy serve` begins it, --data-dir says where it is"
            )
        };
        ensure!(path.is_file(), missing());
        let instance = binding::of(data)?.with_context(missing)?;
        let key = LedgerKey::load(&data.ledger_key())?;
        let pool = database::open(&path, database::Schema::Console).await?;
        Ok(Self {
            pool,
            key,
            instance,
        })
    }
}
