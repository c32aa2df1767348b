use ambient::Millis;
use sqlx::SqliteExecutor;

/// A row of `clients`: one browser or device.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct ClientRow {
    pub(crate) id: String,
    /// Part of the client token; changes with every sign-in.
    pub(crate) rotation: String,
    /// The sign-in that is under way, or was last.
    pub(crate) sign_in_id: Option<String>,
    pub(crate) last_active_session_id: Option<String>,
    pub(crate) last_authentication_strategy: Option<String>,
    pub(crate) ended_at: Option<Millis>,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

/// The client, unless it was ended.
pub(crate) async fn find(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<Option<ClientRow>> {
    sqlx::query_as("SELECT * FROM clients WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// Those that were not ended, newest first.
pub(crate) async fn list(
    db: impl SqliteExecutor<'_>,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<ClientRow>> {
    sqlx::query_as(
        "SELECT * FROM clients WHERE ended_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(db)
    .await
}

pub(crate) async fn count(db: impl SqliteExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM clients WHERE ended_at IS NULL")
        .fetch_one(db)
        .await
}

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, client: &ClientRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO clients (id, rotation, sign_in_id, last_active_session_id, \
         last_authentication_strategy, ended_at, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&client.id)
    .bind(&client.rotation)
    .bind(&client.sign_in_id)
    .bind(&client.last_active_session_id)
    .bind(&client.last_authentication_strategy)
    .bind(client.ended_at)
    .bind(client.created_at)
    .bind(client.updated_at)
    .execute(db)
    .await
    .map(drop)
}

/// Writes what may change of a client that was read in the same transaction.
pub(crate) async fn update(db: impl SqliteExecutor<'_>, client: &ClientRow) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE clients SET rotation = $2, sign_in_id = $3, last_active_session_id = $4, \
         last_authentication_strategy = $5, ended_at = $6, updated_at = $7 WHERE id = $1",
    )
    .bind(&client.id)
    .bind(&client.rotation)
    .bind(&client.sign_in_id)
    .bind(&client.last_active_session_id)
    .bind(&client.last_authentication_strategy)
    .bind(client.ended_at)
    .bind(client.updated_at)
    .execute(db)
    .await
    .map(drop)
}

/// Makes a session the one in use on its client.
pub(crate) async fn set_last_active(
    db: impl SqliteExecutor<'_>,
    id: &str,
    session_id: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE clients SET last_active_session_id = $2, updated_at = $3 \
         WHERE id = $1 AND (last_active_session_id IS NULL OR last_active_session_id <> $2)",
    )
    .bind(id)
    .bind(session_id)
    .bind(now)
    .execute(db)
    .await
    .map(drop)
}
