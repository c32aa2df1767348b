//! `understudy audit`: the ledger, read and verified.

mod list;
mod verify;

use anyhow::ensure;
use database::{Pool, Schema};

use crate::config::Config;
use crate::data_dir::DataDir;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print records, the newest first; shows what is stored, whatever became of it
    List(list::Args),
    /// Check every row against the signed head; fails and names the first bad row
    Verify(verify::Args),
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let data = DataDir::new(&config.data.dir);
    let pool = open(&data).await?;
    let result = match command {
        Command::List(args) => list::run(&pool, args).await,
        Command::Verify(args) => verify::run(&pool, &data, &args).await,
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
