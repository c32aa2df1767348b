use ambient::Millis;
use sqlx::SqliteExecutor;

/// A row of `users`. Holds a password digest, so it has no `Debug`.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct UserRow {
    pub(crate) id: String,
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

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, user: &UserRow) -> sqlx::Result<()> {
    let insert = sqlx::query(
        "INSERT INTO users (id, created_at, updated_at, search_name, search_username, search_email, \
         external_id, username, first_name, last_name, locale, primary_email_address_id, \
         password_digest, password_updated_at, public_metadata, private_metadata, unsafe_metadata, \
         banned, delete_self_enabled, create_organization_enabled, last_sign_in_at, last_active_at, \
         legal_accepted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         $16, $17, $18, $19, $20, $21, $22, $23)",
    );
    bind(insert, user).execute(db).await.map(drop)
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
    bind(update, user).execute(db).await.map(drop)
}

/// Whether there was somebody to delete. Addresses, sessions and search keys go along.
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

type Insert<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind<'q>(query: Insert<'q>, user: &'q UserRow) -> Insert<'q> {
    query
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
}
