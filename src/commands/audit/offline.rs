use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::{Context as _, bail};
use impersonation::ledger::{self, Checkpoints, VerifiedExport, VerifyingKey};

use super::pinned::Pinned;
use super::verify::read;
use crate::{moment, output};

/// The check of an export: it asks for the file and the key and for nothing else.
pub struct Offline<'a> {
    /// `-` is standard input.
    pub file: &'a Path,
    pub key: Option<&'a Pinned>,
    /// Checkpoints that were kept elsewhere.
    pub checkpoints: Option<&'a Path>,
}

impl Offline<'_> {
    pub fn run(&self) -> anyhow::Result<()> {
        let key = self.key.context(
            "An export is only worth as much as its signature: --key says whose it must be, as `understudy audit key` prints it",
        )?;
        let export: Box<dyn BufRead> = if self.file == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            let file = File::open(self.file)
                .with_context(|| format!("The file {} cannot be read", self.file.display()))?;
            Box::new(BufReader::with_capacity(1 << 16, file))
        };
        let mut checkpoints = match (self.checkpoints, key) {
            (None, _) => Checkpoints::default(),
            (Some(path), Pinned::Key(key)) => read(path, key)?,
            (Some(_), Pinned::Fingerprint(_)) => bail!(
                "Checkpoints are checked before the export says its key: --key must be the public key (ed25519:…)"
            ),
        };
        let whose = |signed: &VerifyingKey| key.accepts(signed);
        let verified = ledger::verify_export_against(export, whose, &mut checkpoints)
            .context("The export is not as it was written")?;
        report(&verified)?;
        if self.checkpoints.is_some() {
            let ((met, _), left) = (checkpoints.counts(), checkpoints.left());
            output::line(format_args!(
                "Through   {met} checkpoints; {left} are not about what is in it"
            ))?;
        }
        Ok(())
    }
}

fn report(verified: &VerifiedExport) -> io::Result<()> {
    let trailer = &verified.trailer;
    let values = if trailer.values {
        format!("{} values erased", verified.erased)
    } else {
        "without values".to_owned()
    };
    output::line(format_args!(
        "Verified  {} rows, {} to {}, {values}",
        trailer.rows, trailer.first, trailer.last
    ))?;
    if let Some(impersonation) = &trailer.impersonation {
        let id = output::printable(impersonation);
        output::line(format_args!("Only      what is about {id}"))?;
    }
    for removed in &verified.removed {
        output::line(super::verify::removed(removed))?;
    }
    let instance = output::printable(&trailer.instance);
    output::line(format_args!("Instance  {instance}"))?;
    output::line(format_args!("Exported  {}", moment::utc(trailer.at)))?;
    output::line(format_args!(
        "Head      row {}, {}",
        trailer.head_seq,
        output::printable(&trailer.head_hash)
    ))?;
    output::line(format_args!(
        "Key       {}",
        output::printable(&trailer.public_key)
    ))
}
