use std::io;
use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

/// Why a database could not be opened, as one sentence for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory of the file cannot be created.
    #[error("The data directory {} cannot be created: {source}.", .directory.display())]
    Directory {
        /// The directory that was asked for.
        directory: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file cannot be created or written, most often because of the directory's permissions.
    #[error("The data directory {} cannot be written: {source}.", .directory.display())]
    NotWritable {
        /// The directory of the file.
        directory: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file is there but is not a database that can be used.
    #[error("The database {} cannot be opened: {source}.", .path.display())]
    Unusable {
        /// The database file.
        path: PathBuf,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The file was last used by a newer (or another) version of the program.
    #[error(
        "The database {} was written by another version of Understudy (its migration {version} is unknown here).",
        .path.display()
    )]
    OtherVersion {
        /// The database file.
        path: PathBuf,
        /// The migration that differs.
        version: i64,
    },
    /// A migration failed.
    #[error("The database {} cannot be brought up to date: {source}.", .path.display())]
    Migration {
        /// The database file.
        path: PathBuf,
        /// What the migrator said.
        source: MigrateError,
    },
}

impl OpenError {
    pub(crate) fn from_open(path: &Path, source: sqlx::Error) -> Self {
        Self::Unusable {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn from_migration(path: &Path, source: MigrateError) -> Self {
        let path = path.to_owned();
        match source {
            MigrateError::VersionMissing(version) | MigrateError::VersionMismatch(version) => {
                Self::OtherVersion { path, version }
            }
            MigrateError::Execute(source) => Self::Unusable { path, source },
            source => Self::Migration { path, source },
        }
    }
}
