//! Pools, migrations and the two SQL dialects.
//!
//! Each database is one `SQLite` file (WAL, foreign keys, five seconds of patience with a busy writer)
//! that is brought up to date when it is opened. All SQL of the workspace is written so that
//! PostgreSQL understands it too: `$1` placeholders, times as `BIGINT` Unix milliseconds, JSON as
//! `TEXT`, booleans as `BIGINT` 0 or 1.

mod error;
mod files;

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, Transaction};

pub use error::OpenError;

/// A pool of connections to one database file. Cheap to clone.
pub type Pool = sqlx::SqlitePool;

static CONSOLE: Migrator = sqlx::migrate!("migrations/console");
static PROVIDER: Migrator = sqlx::migrate!("migrations/provider");

/// How long a statement waits for another writer before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Readers run beside the one writer (WAL); more connections than this only queue up for the CPU.
const MAX_CONNECTIONS: u32 = 8;

/// Which of the program's databases a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Browser sessions, impersonations and the ledger. A commit is on the disk when it returns.
    Console,
    /// The embedded provider. The last commits before a power cut may be lost, nothing is torn.
    Provider,
}

impl Schema {
    fn migrator(self) -> &'static Migrator {
        match self {
            Self::Console => &CONSOLE,
            Self::Provider => &PROVIDER,
        }
    }

    fn synchronous(self) -> SqliteSynchronous {
        match self {
            Self::Console => SqliteSynchronous::Full,
            Self::Provider => SqliteSynchronous::Normal,
        }
    }
}

/// Opens the database at `path` and runs what migrations it lacks. A missing file is created with
/// mode 0600, missing directories above it with 0700.
pub async fn open(path: &Path, schema: Schema) -> Result<Pool, OpenError> {
    files::prepare(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(schema.synchronous())
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .optimize_on_close(true, 400);
    let pool = SqlitePoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .connect_with(options)
        .await
        .map_err(|source| OpenError::from_open(path, source))?;
    if let Err(source) = schema.migrator().run(&pool).await {
        pool.close().await;
        return Err(OpenError::from_migration(path, source));
    }
    Ok(pool)
}

/// Begins a transaction that holds the write lock from its first moment (`BEGIN IMMEDIATE`), so that
/// what it reads cannot be changed by another writer before it writes. Rolls back when dropped.
pub async fn begin_write(pool: &Pool) -> sqlx::Result<Transaction<'static, Sqlite>> {
    pool.begin_with("BEGIN IMMEDIATE").await
}
