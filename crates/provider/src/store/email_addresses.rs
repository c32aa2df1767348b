use std::collections::HashSet;

use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

use super::of_users;
use super::sent_code::SentCode;

/// A row of `email_addresses`.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct EmailRow {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// Lowercased.
    pub(crate) email_address: String,
    /// Who or what vouched for the address: `admin` for those written by the Backend API, `email_code` for those that
    /// their user has added.
    pub(crate) strategy: String,
    /// Whether somebody vouched for it.
    pub(crate) verified: bool,
    /// Whether it is kept for the user, and good for signing in, without being verified.
    pub(crate) reserved: bool,
    /// The code that was sent to it.
    #[sqlx(flatten)]
    pub(crate) code: SentCode,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

/// Writes new addresses in one statement: a few hundred at most.
pub(crate) async fn insert(db: impl SqliteExecutor<'_>, emails: &[EmailRow]) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO email_addresses \
         (id, user_id, email_address, strategy, verified, reserved, created_at, updated_at) ",
    );
    query.push_values(emails, |mut row, email| {
        row.push_bind(&email.id)
            .push_bind(&email.user_id)
            .push_bind(&email.email_address)
            .push_bind(&email.strategy)
            .push_bind(i64::from(email.verified))
            .push_bind(i64::from(email.reserved))
            .push_bind(email.created_at)
            .push_bind(email.updated_at);
    });
    query.build().execute(db).await.map(drop)
}

/// Which of those addresses (lowercased) somebody has.
pub(crate) async fn taken(
    db: impl SqliteExecutor<'_>,
    addresses: &[&str],
) -> sqlx::Result<HashSet<String>> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT email_address FROM email_addresses WHERE email_address IN (",
    );
    let mut list = query.separated(", ");
    for address in addresses {
        list.push_bind(*address);
    }
    query.push(")");
    let found: Vec<String> = query
        .build_query_scalar()
        .persistent(false)
        .fetch_all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// The addresses of all those users, each user's in the order in which they were added.
pub(crate) async fn of_users<'a>(
    db: impl SqliteExecutor<'_>,
    user_ids: impl Iterator<Item = &'a str>,
) -> sqlx::Result<Vec<EmailRow>> {
    of_users::of_users(db, "email_addresses", user_ids).await
}

pub(crate) async fn find(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<Option<EmailRow>> {
    sqlx::query_as("SELECT * FROM email_addresses WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// Writes what may change of an address: that it is verified, and the code that verifies it.
pub(crate) async fn update(db: impl SqliteExecutor<'_>, email: &EmailRow) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE email_addresses SET verified = $2, reserved = $3, strategy = $4, updated_at = $5, \
         code_digest = $6, code_tries = $7, code_expires_at = $8 WHERE id = $1",
    )
    .bind(&email.id)
    .bind(i64::from(email.verified))
    .bind(i64::from(email.reserved))
    .bind(&email.strategy)
    .bind(email.updated_at)
    .bind(&email.code.digest)
    .bind(email.code.tries)
    .bind(email.code.expires_at)
    .execute(db)
    .await
    .map(drop)
}

/// Takes an address away; false if it was not there.
pub(crate) async fn delete(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM email_addresses WHERE id = $1")
        .bind(id)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
