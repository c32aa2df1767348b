use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use database::Pool;
use impersonation::LedgerKey;
use impersonation::ledger::{self, Checkpoints, Filter, Head, Tombstone, VerifyingKey};

use super::offline::Offline;
use super::pinned::Pinned;
use crate::data_dir::DataDir;
use crate::{moment, output};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// An export to check instead, `-` for standard input; needs neither ledger, configuration nor network
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The key that the signature must be by: the public key or its fingerprint, as `audit key` printed it
    #[arg(long, value_name = "KEY")]
    key: Option<Pinned>,
    /// Checkpoints that were kept elsewhere, a line each, through which the chain must go
    #[arg(long, value_name = "CHECKPOINTS")]
    checkpoints: Option<PathBuf>,
}

impl Args {
    pub fn offline(&self) -> Option<Offline<'_>> {
        Some(Offline {
            file: self.file.as_deref()?,
            key: self.key.as_ref(),
            checkpoints: self.checkpoints.as_deref(),
        })
    }
}

pub async fn run(pool: &Pool, data: &DataDir, args: &Args) -> anyhow::Result<()> {
    let key = LedgerKey::load(&data.ledger_key())?.verifying_key();
    let fingerprint = key.fingerprint();
    ensure!(
        args.key.as_ref().is_none_or(|pinned| pinned.accepts(&key)),
        "The ledger's key has the fingerprint {fingerprint} and not the given one: somebody replaced it, or this is another ledger"
    );
    let mut checkpoints = match &args.checkpoints {
        Some(path) => read(path, &key)?,
        None => Checkpoints::default(),
    };
    let verified = ledger::verify_against(pool, &key, &mut checkpoints)
        .await
        .context("The ledger is not as it was written")?;
    let last = last_row(pool, &verified.head).await?;
    output::line(format_args!(
        "Verified  {} rows, {} values erased",
        verified.rows, verified.erased
    ))?;
    for tombstone in &verified.removed {
        output::line(removed(tombstone))?;
    }
    output::line(format_args!(
        "Instance  {}",
        output::printable(&verified.head.label)
    ))?;
    output::line(format_args!("Head      {last}, {}", verified.head.hash))?;
    if args.checkpoints.is_some() {
        let (met, removed) = checkpoints.counts();
        output::line(format_args!(
            "Through   {met} checkpoints; {removed} are over rows that were removed"
        ))?;
    }
    output::line(format_args!("Key       {fingerprint}"))?;
    Ok(())
}

/// Checkpoints as they came back from where they were kept.
pub fn read(path: &Path, key: &VerifyingKey) -> anyhow::Result<Checkpoints> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("The file {} cannot be read", path.display()))?;
    Checkpoints::read(&text, key)
        .with_context(|| format!("The checkpoints in {} are not whole", path.display()))
}

/// What retention removed, and by whose rule.
pub fn removed(tombstone: &Tombstone) -> String {
    format!(
        "Removed   rows {} to {} on {}: {}",
        tombstone.first,
        tombstone.last,
        moment::utc(tombstone.at),
        output::printable(&tombstone.rule)
    )
}

/// Which row the head signs, and when it was written. Another may have followed since.
async fn last_row(pool: &Pool, head: &Head) -> anyhow::Result<String> {
    let rows = ledger::list(pool, &Filter::Everything, Some(head.seq + 1), 1).await?;
    Ok(match rows.first() {
        Some(row) => format!("row {} of {}", row.seq, moment::utc(row.at)),
        None => "no row yet".to_owned(),
    })
}
