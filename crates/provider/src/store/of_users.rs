use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteExecutor};

/// What all those users have in that table, each user's in the order in which it was added.
pub(super) async fn of_users<'a, Row>(
    db: impl SqliteExecutor<'_>,
    table: &'static str,
    user_ids: impl Iterator<Item = &'a str>,
) -> sqlx::Result<Vec<Row>>
where
    Row: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let mut query =
        QueryBuilder::<Sqlite>::new(format!("SELECT * FROM {table} WHERE user_id IN ("));
    let mut ids = query.separated(", ");
    let mut users = 0;
    for id in user_ids {
        ids.push_bind(id);
        users += 1;
    }
    query.push(") ORDER BY created_at, id");
    // The text differs with the number of users; only that for one is worth a place among the prepared.
    query
        .build_query_as()
        .persistent(users == 1)
        .fetch_all(db)
        .await
}
