//! Pools, migrations and the two SQL dialects.
//!
//! Each database is one `SQLite` file (WAL, foreign keys, five seconds of patience with a busy writer)
//! that is brought up to date when it is opened. All SQL of the workspace is written so that
//! PostgreSQL understands it too: `$1` placeholders, times as `BIGINT` Unix milliseconds, JSON as
//! `TEXT`, booleans as `BIGINT` 0 or 1.

mod connection;
mod error;
mod executor;
mod files;
mod pool;
mod transaction;

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection};

pub use connection::Connection;
pub use error::OpenError;
pub use pool::Pool;
pub use transaction::{Transaction, begin_durable, begin_write};

static CONSOLE: Migrator = sqlx::migrate!("migrations/console");
static PROVIDER: Migrator = sqlx::migrate!("migrations/provider");

/// How long a statement waits for another writer before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Which of the program's databases a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Browser sessions, impersonations and the ledger.
    Console,
    /// The embedded provider.
    Provider,
}

impl Schema {
    fn migrator(self) -> &'static Migrator {
        match self {
            Self::Console => &CONSOLE,
            Self::Provider => &PROVIDER,
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
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    let pool = Pool::new(options);
    let connection = pool.acquire().await;
    let mut connection = connection.map_err(|source| OpenError::from_open(path, source))?;
    let migrated = migrate(&mut connection, schema).await;
    drop(connection);
    if let Err(source) = migrated {
        pool.close().await;
        return Err(OpenError::from_migration(path, source));
    }
    Ok(pool)
}

/// Runs what migrations the database lacks, each whole or not at all. On an empty one they are a single step, which
/// is quicker, and of two programs that find it empty one waits for the other.
async fn migrate(connection: &mut SqliteConnection, schema: Schema) -> Result<(), MigrateError> {
    let tables = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema");
    if tables.fetch_one(&mut *connection).await? > 0 {
        return schema.migrator().run(connection).await;
    }
    let mut all = connection.begin_with("BEGIN IMMEDIATE").await?;
    schema.migrator().run(&mut *all).await?;
    Ok(all.commit().await?)
}
