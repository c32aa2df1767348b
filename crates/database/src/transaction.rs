use std::ops::{Deref, DerefMut};
use std::pin::pin;
use std::task::{Context, Waker};

use sqlx::{Executor as _, SqliteConnection};
use tokio::sync::OwnedSemaphorePermit;

use crate::{Connection, Pool};

/// A transaction, which is rolled back when it is dropped without [`Transaction::commit`].
#[derive(Debug)]
pub struct Transaction {
    connection: Connection,
    open: bool,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Pool {
    /// Begins a transaction that reads one state of the database, however long it takes.
    pub async fn begin(&self) -> sqlx::Result<Transaction> {
        Transaction::begin(self.acquire().await?, None, "BEGIN").await
    }
}

/// Begins a transaction that holds the write lock from its first moment (`BEGIN IMMEDIATE`), so that
/// what it reads cannot be changed by another writer before it writes. Nothing is torn by a power cut,
/// but the last commits before it may be lost.
pub async fn begin_write(pool: &Pool) -> sqlx::Result<Transaction> {
    let turn = pool.turn().await?;
    Transaction::begin(pool.acquire().await?, Some(turn), "BEGIN IMMEDIATE").await
}

/// As [`begin_write`], for what must never be lost: it is on the disk when the commit returns, and with
/// it everything that was committed before.
pub async fn begin_durable(pool: &Pool) -> sqlx::Result<Transaction> {
    let turn = pool.turn().await?;
    Transaction::begin(pool.acquire_durable().await?, Some(turn), "BEGIN IMMEDIATE").await
}

impl Transaction {
    async fn begin(
        connection: Connection,
        turn: Option<OwnedSemaphorePermit>,
        statement: &'static str,
    ) -> sqlx::Result<Self> {
        // Open already now: whoever waits may go away while it begins.
        let mut transaction = Self {
            connection,
            open: true,
            _turn: turn,
        };
        sqlx::query(statement)
            .execute(&mut *transaction.connection)
            .await?;
        Ok(transaction)
    }

    /// Makes all of it so.
    pub async fn commit(mut self) -> sqlx::Result<()> {
        sqlx::query("COMMIT").execute(&mut *self.connection).await?;
        self.open = false;
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Drop for Transaction {
    /// The statement is handed to the connection's thread, which takes it before anything that comes
    /// later; nobody waits for it, and it is no matter if there was nothing to roll back.
    fn drop(&mut self) {
        if self.open {
            let mut rollback = pin!(self.connection.execute("ROLLBACK"));
            let _sent = rollback
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}
