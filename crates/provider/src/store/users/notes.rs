//! What is noted of users on the way, each in a statement of its own.

use ambient::Millis;
use sqlx::SqliteExecutor;

pub(crate) async fn record_sign_in(
    db: impl SqliteExecutor<'_>,
    id: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET last_sign_in_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now)
        .execute(db)
        .await
        .map(drop)
}

/// Notes the day on which the user was last active; writes once a day.
pub(crate) async fn record_activity(
    db: impl SqliteExecutor<'_>,
    id: &str,
    day: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE users SET last_active_at = $2 \
         WHERE id = $1 AND (last_active_at IS NULL OR last_active_at < $2)",
    )
    .bind(id)
    .bind(day)
    .execute(db)
    .await
    .map(drop)
}

/// Counts a wrong password and locks the account when there were `most`; a lock that is over takes what was counted
/// before it along. Nothing for a user who is not there, at the same cost.
pub(crate) async fn record_wrong_password(
    db: impl SqliteExecutor<'_>,
    id: &str,
    now: Millis,
    most: i64,
    lock_until: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE users SET \
         failed_tries = CASE WHEN locked_until <= $2 THEN 1 ELSE failed_tries + 1 END, \
         locked_until = CASE WHEN locked_until > $2 THEN locked_until WHEN locked_until <= $2 THEN NULL \
         WHEN failed_tries + 1 >= $3 THEN $4 ELSE NULL END WHERE id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(most)
    .bind(lock_until)
    .execute(db)
    .await
    .map(drop)
}

/// Forgets all wrong passwords, and a lock that is over.
pub(crate) async fn forget_wrong_passwords(
    db: impl SqliteExecutor<'_>,
    id: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET failed_tries = 0, locked_until = NULL WHERE id = $1")
        .bind(id)
        .execute(db)
        .await
        .map(drop)
}
