use sqlx::SqliteExecutor;

use super::sent_code::SentCode;

/// A row of `reverifications`: how far the person of a session has proven again who they are.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct ReverificationRow {
    pub(crate) session_id: String,
    /// `first_factor`, `second_factor` or `multi_factor`.
    pub(crate) level: String,
    /// `needs_first_factor`, `needs_second_factor` or `complete`.
    pub(crate) status: String,
    /// The strategy by which the first factor was verified.
    pub(crate) first_strategy: Option<String>,
    /// The strategy by which the second factor was verified.
    pub(crate) second_strategy: Option<String>,
    /// How often the second factor was wrong.
    pub(crate) second_tries: i64,
    #[sqlx(flatten)]
    pub(crate) code: SentCode,
}

pub(crate) async fn find(
    db: impl SqliteExecutor<'_>,
    session_id: &str,
) -> sqlx::Result<Option<ReverificationRow>> {
    sqlx::query_as("SELECT * FROM reverifications WHERE session_id = $1")
        .bind(session_id)
        .fetch_optional(db)
        .await
}

/// Writes it in place of the session's one before.
pub(crate) async fn put(db: impl SqliteExecutor<'_>, row: &ReverificationRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO reverifications (session_id, level, status, first_strategy, second_strategy, \
         second_tries, code_digest, code_tries, code_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (session_id) DO UPDATE SET level = excluded.level, status = excluded.status, \
         first_strategy = excluded.first_strategy, second_strategy = excluded.second_strategy, \
         second_tries = excluded.second_tries, code_digest = excluded.code_digest, \
         code_tries = excluded.code_tries, code_expires_at = excluded.code_expires_at",
    )
    .bind(&row.session_id)
    .bind(&row.level)
    .bind(&row.status)
    .bind(&row.first_strategy)
    .bind(&row.second_strategy)
    .bind(row.second_tries)
    .bind(&row.code.digest)
    .bind(row.code.tries)
    .bind(row.code.expires_at)
    .execute(db)
    .await
    .map(drop)
}
