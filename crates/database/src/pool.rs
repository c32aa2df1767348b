use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Connection;

/// Readers run beside the one writer (WAL); more connections than this only queue up for the CPU.
const MAX_CONNECTIONS: u32 = 8;

/// One writes, and the next is getting ready.
const MAX_DURABLE: u32 = 2;

/// How long anybody waits for a connection, or for the turn to write, before it counts as a failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// The connections to one database file. Cheap to clone.
///
/// Not sqlx's own pool: that one asks every connection whether it is alive when it is taken and again
/// when it comes back. Each question wakes the connection's thread, which costs more than most of our
/// statements, and a file in this process does not go away.
#[derive(Clone)]
pub struct Pool(Arc<Inner>);

struct Inner {
    everyday: Arc<Lane>,
    /// Connections whose commits are on the disk when they return.
    durable: Arc<Lane>,
    /// Who writes takes a turn here, in order, instead of asking the file again and again.
    writer: Arc<Semaphore>,
}

/// Connections that are alike.
pub(crate) struct Lane {
    options: SqliteConnectOptions,
    most: u32,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
}

impl Pool {
    /// Connections are opened with `options` as they are needed.
    pub fn new(options: SqliteConnectOptions) -> Self {
        let durable = options.clone().synchronous(SqliteSynchronous::Full);
        Self(Arc::new(Inner {
            everyday: Arc::new(Lane::new(options, MAX_CONNECTIONS)),
            durable: Arc::new(Lane::new(durable, MAX_DURABLE)),
            writer: Arc::new(Semaphore::new(1)),
        }))
    }

    /// A connection of one's own, until it is dropped.
    pub async fn acquire(&self) -> sqlx::Result<Connection> {
        self.0.everyday.acquire().await
    }

    /// Every connection that there may be, once nobody else has one: for what is set on each, such as a
    /// `PRAGMA`.
    pub async fn acquire_all(&self) -> sqlx::Result<Vec<Connection>> {
        let mut all = Vec::new();
        for lane in [&self.0.everyday, &self.0.durable] {
            for _ in 0..lane.most {
                all.push(lane.acquire().await?);
            }
        }
        Ok(all)
    }

    /// A connection whose commits are on the disk when they return.
    pub(crate) async fn acquire_durable(&self) -> sqlx::Result<Connection> {
        self.0.durable.acquire().await
    }

    /// The turn to write, until it is dropped.
    pub(crate) async fn turn(&self) -> sqlx::Result<OwnedSemaphorePermit> {
        permit(&self.0.writer).await
    }

    /// Waits until every connection has come back, and closes them. Nothing works afterwards.
    pub async fn close(&self) {
        self.0.writer.close();
        self.0.durable.close().await;
        self.0.everyday.close().await;
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pool")
    }
}

impl Lane {
    fn new(options: SqliteConnectOptions, most: u32) -> Self {
        let permits = usize::try_from(most).expect("a handful");
        Self {
            options,
            most,
            permits: Arc::new(Semaphore::new(permits)),
            idle: Mutex::default(),
        }
    }

    async fn acquire(self: &Arc<Self>) -> sqlx::Result<Connection> {
        let permit = permit(&self.permits).await?;
        // The one that was used last knows the most pages.
        let idle = self.with_idle(Vec::pop);
        let connection = match idle {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Connection::new(connection, Arc::clone(self), permit))
    }

    pub(crate) fn give_back(&self, connection: SqliteConnection) {
        self.with_idle(|idle| idle.push(connection));
    }

    async fn close(&self) {
        // Fails only when somebody else has closed it, which is as good.
        let all = self.permits.acquire_many(self.most).await;
        self.permits.close();
        drop(all);
        for connection in self.with_idle(std::mem::take) {
            // It is only not closed in an orderly way: what was committed stays committed.
            let _unclosed = connection.close().await;
        }
    }

    fn with_idle<T>(&self, work: impl FnOnce(&mut Vec<SqliteConnection>) -> T) -> T {
        work(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn permit(permits: &Arc<Semaphore>) -> sqlx::Result<OwnedSemaphorePermit> {
    match tokio::time::timeout(PATIENCE, Arc::clone(permits).acquire_owned()).await {
        Ok(permit) => permit.map_err(|_| sqlx::Error::PoolClosed),
        Err(_) => Err(sqlx::Error::PoolTimedOut),
    }
}
