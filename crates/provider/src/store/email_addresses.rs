use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

/// A row of `email_addresses`. All addresses of this provider are verified when they are written.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct EmailRow {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// Lowercased.
    pub(crate) email_address: String,
    /// Who or what vouched for the address: `admin` for those written by the Backend API.
    pub(crate) strategy: String,
    pub(crate) reserved: bool,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, email: &EmailRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO email_addresses \
         (id, user_id, email_address, strategy, reserved, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&email.id)
    .bind(&email.user_id)
    .bind(&email.email_address)
    .bind(&email.strategy)
    .bind(i64::from(email.reserved))
    .bind(email.created_at)
    .bind(email.updated_at)
    .execute(db)
    .await
    .map(drop)
}

/// The addresses of all those users, each user's in the order in which they were added.
pub(crate) async fn of_users<'a>(
    db: impl SqliteExecutor<'_>,
    user_ids: impl Iterator<Item = &'a str>,
) -> sqlx::Result<Vec<EmailRow>> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM email_addresses WHERE user_id IN (");
    let mut ids = query.separated(", ");
    for id in user_ids {
        ids.push_bind(id.to_owned());
    }
    query.push(") ORDER BY created_at, id");
    // The text differs with the number of users; it is not worth a place among the prepared ones.
    query.build_query_as().persistent(false).fetch_all(db).await
}
