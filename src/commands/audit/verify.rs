use ambient::{Clock, Random};
use anyhow::{Context as _, ensure};
use impersonation::Ledger;
use impersonation::ledger::{Filter, Head};

use super::Store;
use crate::moment;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The fingerprint that the ledger's key must have, as an earlier verification printed it
    #[arg(long, value_name = "FINGERPRINT")]
    key: Option<String>,
}

pub async fn run(store: Store, args: &Args) -> anyhow::Result<()> {
    let fingerprint = store.key.fingerprint();
    if let Some(pinned) = &args.key {
        ensure!(
            pinned.trim().eq_ignore_ascii_case(&fingerprint),
            "The ledger's key has the fingerprint {fingerprint} and not the given one: somebody replaced it, or this is another ledger"
        );
    }
    let verified = impersonation::ledger::verify(&store.pool, &store.key.verifying_key())
        .await
        .context("The ledger is not as it was written")?;
    let head = verified.head.clone();
    let since = written(store, &head).await?;
    output::line(format_args!(
        "Verified  {} rows, {} values erased",
        verified.rows, verified.erased
    ))?;
    output::line(format_args!("Instance  {}", head.label))?;
    output::line(format_args!("Head      {since}, {}", head.hash))?;
    output::line(format_args!("Key       {fingerprint}"))?;
    Ok(())
}

/// When the row that the head signs was written.
async fn written(store: Store, head: &Head) -> anyhow::Result<String> {
    let ledger = Ledger::open(
        store.pool,
        &head.label,
        store.key,
        Clock::system(),
        Random::from_os(),
    )
    .await?;
    // Another row may have followed since; the one that was verified is the one to name.
    let rows = ledger
        .list(&Filter::Everything, Some(head.seq + 1), 1)
        .await?;
    Ok(match rows.first() {
        Some(row) => format!("row {} of {}", row.seq, moment::utc(row.at)),
        None => "no row yet".to_owned(),
    })
}
