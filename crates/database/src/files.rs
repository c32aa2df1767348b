use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;

use crate::OpenError;

/// Makes sure that the file is there and can be written, readable by its owner alone. `SQLite`
/// gives its journal files the mode of the database file, so they need nothing of their own.
pub(crate) fn prepare(path: &Path) -> Result<(), OpenError> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    create_directory(directory).map_err(|source| OpenError::Directory {
        directory: directory.to_owned(),
        source,
    })?;
    create_file(path).map_err(|source| OpenError::NotWritable {
        directory: directory.to_owned(),
        source,
    })
}

#[cfg(unix)]
fn create_directory(directory: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
}

#[cfg(not(unix))]
fn create_directory(directory: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).create(directory)
}

fn create_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}
