use impersonation::LedgerKey;

use crate::data_dir::DataDir;
use crate::output;

pub fn run(data: &DataDir) -> anyhow::Result<()> {
    let key = LedgerKey::load(&data.ledger_key())?.verifying_key();
    output::line(format_args!("Public key   {}", key.to_text()))?;
    output::line(format_args!("Fingerprint  {}", key.fingerprint()))?;
    Ok(())
}
