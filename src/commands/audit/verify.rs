use anyhow::{Context as _, ensure};
use database::Pool;
use impersonation::LedgerKey;
use impersonation::ledger::{self, Filter, Head};

use crate::data_dir::DataDir;
use crate::{moment, output};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The fingerprint that the ledger's key must have, as an earlier verification printed it
    #[arg(long, value_name = "FINGERPRINT")]
    key: Option<String>,
}

pub async fn run(pool: &Pool, data: &DataDir, args: &Args) -> anyhow::Result<()> {
    let key = LedgerKey::load(&data.ledger_key())?.verifying_key();
    let fingerprint = key.fingerprint();
    if let Some(pinned) = &args.key {
        ensure!(
            pinned.trim().eq_ignore_ascii_case(&fingerprint),
            "The ledger's key has the fingerprint {fingerprint} and not the given one: somebody replaced it, or this is another ledger"
        );
    }
    let verified = ledger::verify(pool, &key)
        .await
        .context("The ledger is not as it was written")?;
    let last = last_row(pool, &verified.head).await?;
    output::line(format_args!(
        "Verified  {} rows, {} values erased",
        verified.rows, verified.erased
    ))?;
    output::line(format_args!(
        "Instance  {}",
        output::printable(&verified.head.label)
    ))?;
    output::line(format_args!("Head      {last}, {}", verified.head.hash))?;
    output::line(format_args!("Key       {fingerprint}"))?;
    Ok(())
}

/// Which row the head signs, and when it was written. Another may have followed since.
async fn last_row(pool: &Pool, head: &Head) -> anyhow::Result<String> {
    let rows = ledger::list(pool, &Filter::Everything, Some(head.seq + 1), 1).await?;
    Ok(match rows.first() {
        Some(row) => format!("row {} of {}", row.seq, moment::utc(row.at)),
        None => "no row yet".to_owned(),
    })
}
