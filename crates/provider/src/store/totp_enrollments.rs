use ambient::Millis;
use sqlx::SqliteExecutor;

/// A row of `totp_enrollments`: an authenticator app that has not shown a code yet.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct EnrollmentRow {
    pub(crate) user_id: String,
    /// `totp_…`
    pub(crate) id: String,
    /// In base32.
    pub(crate) secret: String,
    pub(crate) created_at: Millis,
}

pub(crate) async fn find(
    db: impl SqliteExecutor<'_>,
    user_id: &str,
) -> sqlx::Result<Option<EnrollmentRow>> {
    sqlx::query_as("SELECT * FROM totp_enrollments WHERE user_id = $1")
        .bind(user_id)
        .fetch_optional(db)
        .await
}

/// Writes it in place of the user's one before.
pub(crate) async fn put(db: impl SqliteExecutor<'_>, row: &EnrollmentRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO totp_enrollments (user_id, id, secret, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id) DO UPDATE SET id = excluded.id, secret = excluded.secret, \
         created_at = excluded.created_at",
    )
    .bind(&row.user_id)
    .bind(&row.id)
    .bind(&row.secret)
    .bind(row.created_at)
    .execute(db)
    .await
    .map(drop)
}

pub(crate) async fn delete(db: impl SqliteExecutor<'_>, user_id: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM totp_enrollments WHERE user_id = $1")
        .bind(user_id)
        .execute(db)
        .await
        .map(drop)
}
