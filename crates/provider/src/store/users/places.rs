//! The places of users among all: numbers in the order of their creation.

use ambient::Millis;
use sqlx::SqliteExecutor;

/// How many users can be created in one millisecond and still have a place of their own.
const PLACES: i64 = 1 << 20;

/// The first place for a user who was created at that moment. Moments beyond 2^43 (the year 2248) and
/// before 1970 are taken for these.
pub(crate) fn first_place(created_at: Millis) -> i64 {
    created_at.clamp(0, (1 << 43) - 2) * PLACES
}

/// The next free place for a user who was created at that moment, behind all of the same moment.
pub(crate) async fn free_place(
    db: impl SqliteExecutor<'_>,
    created_at: Millis,
) -> sqlx::Result<i64> {
    let first = first_place(created_at);
    let last: Option<i64> = sqlx::query_scalar(
        "SELECT MAX(position) FROM users WHERE position >= $1 AND position < $2",
    )
    .bind(first)
    .bind(first + PLACES)
    .fetch_one(db)
    .await?;
    Ok(last.map_or(first, |last| last + 1))
}

/// Whether anybody was created between two moments, both of them included.
pub(crate) async fn any_between(
    db: impl SqliteExecutor<'_>,
    first: Millis,
    last: Millis,
) -> sqlx::Result<bool> {
    let found = sqlx::query("SELECT 1 FROM users WHERE position >= $1 AND position < $2 LIMIT 1")
        .bind(first_place(first))
        .bind(first_place(last) + PLACES)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}
