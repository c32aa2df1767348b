//! What actor tokens and sign-in tokens have in common: a ticket names the row, and is used once.

use ambient::Millis;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteExecutor};

/// The row with that id.
pub(super) async fn find<Row>(
    db: impl SqliteExecutor<'_>,
    table: &'static str,
    id: &str,
) -> sqlx::Result<Option<Row>>
where
    Row: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    QueryBuilder::<Sqlite>::new(format!("SELECT * FROM {table} WHERE id = "))
        .push_bind(id)
        .build_query_as()
        .fetch_optional(db)
        .await
}

/// Uses up or takes back a pending token. False if it was not pending: of two who try, one wins.
pub(super) async fn settle(
    db: impl SqliteExecutor<'_>,
    table: &'static str,
    id: &str,
    status: &str,
    now: Millis,
) -> sqlx::Result<bool> {
    let done = QueryBuilder::<Sqlite>::new(format!("UPDATE {table} SET status = "))
        .push_bind(status)
        .push(", updated_at = ")
        .push_bind(now)
        .push(" WHERE id = ")
        .push_bind(id)
        .push(" AND status = 'pending'")
        .build()
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
