//! The data directory and the files in it.

use std::fs;
use std::path::Path;

use impersonation::LedgerKey;

use super::report::Report;
use crate::data_dir::DataDir;

/// Looks at the data directory, and makes nothing in it.
pub fn examine(data: &DataDir, report: &mut Report) {
    let path = data.path().display();
    if !data.path().exists() {
        return report.note(
            "data directory",
            format!("{path} is not there yet; `understudy serve` makes it"),
        );
    }
    match data.prepare() {
        Err(error) => report.fail("data directory", format!("{error:#}")),
        Ok(()) if is_open(data.path()) => report.fail(
            "data directory",
            format!("others on this machine can look into {path}: chmod 700 {path}"),
        ),
        Ok(()) => report.ok(
            "data directory",
            format!("{path} can be written, and read by its owner alone"),
        ),
    }
    let keys = [data.sealing_key(), data.ledger_key()];
    let [_, certificate_key] = data.certificate();
    let files = [
        data.authority(),
        certificate_key,
        data.console_database(),
        data.provider_database(),
        data.demo_sign_in(),
        data.runtime(),
    ];
    let mut there = keys
        .iter()
        .chain(&files)
        .filter(|file| file.exists())
        .peekable();
    if there.peek().is_none() {
        return report.note(
            "private files",
            "there are none yet; `understudy serve` makes them",
        );
    }
    let open: Vec<_> = there
        .filter(|file| is_open(file))
        .map(|file| file.display().to_string())
        .collect();
    if open.is_empty() {
        report.ok(
            "private files",
            "keys and databases can be read by their owner alone",
        );
    } else {
        let open = open.join(" ");
        report.fail(
            "private files",
            format!("others on this machine can read them: chmod 600 {open}"),
        );
    }
    examine_keys(data, report);
}

fn examine_keys(data: &DataDir, report: &mut Report) {
    let (sealing, ledger) = (data.sealing_key(), data.ledger_key());
    if !sealing.exists() && !ledger.exists() {
        return;
    }
    if let Ok(file) = fs::metadata(&sealing)
        && file.len() != 32
    {
        report.fail(
            "sealing key",
            format!("{} does not hold a key of 32 bytes: put it back from a backup, or remove it, which signs everybody out", sealing.display()),
        );
    }
    match LedgerKey::load(&ledger) {
        Ok(key) => report.ok("ledger key", format!("signs as {}", key.fingerprint())),
        Err(error) => report.fail("ledger key", format!("{error}; put it back from a backup")),
    }
    report.note(
        "key files",
        format!(
            "the keys lie beside the data that they protect, in {}: whoever can read one can read the other, and backups of the two belong in two places",
            data.path().display()
        ),
    );
}

/// Whether others than the owner may read or change it.
#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}
