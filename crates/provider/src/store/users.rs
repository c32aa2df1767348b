use std::collections::HashSet;

use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

/// A row of `users`. Holds a password digest, so it has no `Debug`.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct UserRow {
    pub(crate) id: String,
    /// The place among all users, by creation.
    pub(crate) position: i64,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
    /// Names, username and addresses as a search compares them: lowercased.
    pub(crate) search_name: String,
    pub(crate) search_username: String,
    pub(crate) search_email: String,
    pub(crate) external_id: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) primary_email_address_id: Option<String>,
    /// argon2id in PHC form.
    pub(crate) password_digest: Option<String>,
    pub(crate) password_updated_at: Option<Millis>,
    /// The three are JSON objects.
    pub(crate) public_metadata: String,
    pub(crate) private_metadata: String,
    pub(crate) unsafe_metadata: String,
    pub(crate) banned: bool,
    pub(crate) delete_self_enabled: bool,
    pub(crate) create_organization_enabled: bool,
    pub(crate) last_sign_in_at: Option<Millis>,
    /// To the day.
    pub(crate) last_active_at: Option<Millis>,
    pub(crate) legal_accepted_at: Option<Millis>,
}

pub(crate) async fn find(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as("SELECT * FROM users WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The user to whom an address (lowercased) or a username belongs.
pub(crate) async fn find_by_identifier(
    db: impl SqliteExecutor<'_>,
    identifier: &str,
) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(
        "SELECT * FROM users WHERE id = (SELECT user_id FROM email_addresses WHERE email_address = $1) \
         OR username = $1",
    )
    .bind(identifier)
    .fetch_optional(db)
    .await
}

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

const COLUMNS: &str = "INSERT INTO users (id, created_at, updated_at, search_name, search_username, \
     search_email, external_id, username, first_name, last_name, locale, primary_email_address_id, \
     password_digest, password_updated_at, public_metadata, private_metadata, unsafe_metadata, banned, \
     delete_self_enabled, create_organization_enabled, last_sign_in_at, last_active_at, \
     legal_accepted_at, position) ";

/// Writes new users in one statement: a few hundred at most.
pub(crate) async fn insert(db: impl SqliteExecutor<'_>, users: &[UserRow]) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new(COLUMNS);
    query.push_values(users, |mut row, user| {
        row.push_bind(&user.id)
            .push_bind(user.created_at)
            .push_bind(user.updated_at)
            .push_bind(&user.search_name)
            .push_bind(&user.search_username)
            .push_bind(&user.search_email)
            .push_bind(&user.external_id)
            .push_bind(&user.username)
            .push_bind(&user.first_name)
            .push_bind(&user.last_name)
            .push_bind(&user.locale)
            .push_bind(&user.primary_email_address_id)
            .push_bind(&user.password_digest)
            .push_bind(user.password_updated_at)
            .push_bind(&user.public_metadata)
            .push_bind(&user.private_metadata)
            .push_bind(&user.unsafe_metadata)
            .push_bind(i64::from(user.banned))
            .push_bind(i64::from(user.delete_self_enabled))
            .push_bind(i64::from(user.create_organization_enabled))
            .push_bind(user.last_sign_in_at)
            .push_bind(user.last_active_at)
            .push_bind(user.legal_accepted_at)
            .push_bind(user.position);
    });
    query.build().execute(db).await.map(drop)
}

/// Which of the `values` some user has in `column`, one of those that are unique.
pub(crate) async fn taken(
    db: impl SqliteExecutor<'_>,
    column: &'static str,
    values: &[&str],
) -> sqlx::Result<HashSet<String>> {
    let mut query =
        QueryBuilder::<Sqlite>::new(format!("SELECT {column} FROM users WHERE {column} IN ("));
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(*value);
    }
    query.push(")");
    let found: Vec<String> = query
        .build_query_scalar()
        .persistent(false)
        .fetch_all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Writes all columns of a user that was read in the same transaction.
pub(crate) async fn update(db: impl SqliteExecutor<'_>, user: &UserRow) -> sqlx::Result<()> {
    let update = sqlx::query(
        "UPDATE users SET created_at = $2, updated_at = $3, search_name = $4, search_username = $5, \
         search_email = $6, external_id = $7, username = $8, first_name = $9, last_name = $10, \
         locale = $11, primary_email_address_id = $12, password_digest = $13, \
         password_updated_at = $14, public_metadata = $15, private_metadata = $16, \
         unsafe_metadata = $17, banned = $18, delete_self_enabled = $19, \
         create_organization_enabled = $20, last_sign_in_at = $21, last_active_at = $22, \
         legal_accepted_at = $23 WHERE id = $1",
    );
    update
        .bind(&user.id)
        .bind(user.created_at)
        .bind(user.updated_at)
        .bind(&user.search_name)
        .bind(&user.search_username)
        .bind(&user.search_email)
        .bind(&user.external_id)
        .bind(&user.username)
        .bind(&user.first_name)
        .bind(&user.last_name)
        .bind(&user.locale)
        .bind(&user.primary_email_address_id)
        .bind(&user.password_digest)
        .bind(user.password_updated_at)
        .bind(&user.public_metadata)
        .bind(&user.private_metadata)
        .bind(&user.unsafe_metadata)
        .bind(i64::from(user.banned))
        .bind(i64::from(user.delete_self_enabled))
        .bind(i64::from(user.create_organization_enabled))
        .bind(user.last_sign_in_at)
        .bind(user.last_active_at)
        .bind(user.legal_accepted_at)
        .execute(db)
        .await
        .map(drop)
}

/// Whether there was somebody to delete. Addresses, sessions and what the search knows go along.
pub(crate) async fn delete(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM users WHERE id = $1")
        .bind(id)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

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
