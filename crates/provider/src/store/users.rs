use std::collections::HashSet;

use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

/// A row of `users`. Holds a password digest, so it has no `Debug`.
#[derive(Clone, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "columns")]
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
    pub(crate) search_phone: String,
    pub(crate) search_wallet: String,
    pub(crate) external_id: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) primary_email_address_id: Option<String>,
    pub(crate) primary_phone_number_id: Option<String>,
    pub(crate) primary_web3_wallet_id: Option<String>,
    /// argon2id in PHC form, or bcrypt for passwords that come from elsewhere.
    pub(crate) password_digest: Option<String>,
    pub(crate) password_updated_at: Option<Millis>,
    /// The three are JSON objects.
    pub(crate) public_metadata: String,
    pub(crate) private_metadata: String,
    pub(crate) unsafe_metadata: String,
    pub(crate) banned: bool,
    /// When the account's lock ends. See [`crate::users::lockout`].
    pub(crate) locked_until: Option<Millis>,
    /// How often a password was wrong since it was last right.
    pub(crate) failed_tries: i64,
    pub(crate) delete_self_enabled: bool,
    pub(crate) create_organization_enabled: bool,
    /// 0 for no limit.
    pub(crate) create_organizations_limit: Option<i64>,
    pub(crate) bypass_client_trust: bool,
    pub(crate) last_sign_in_at: Option<Millis>,
    /// To the day.
    pub(crate) last_active_at: Option<Millis>,
    pub(crate) legal_accepted_at: Option<Millis>,
    /// In base32.
    pub(crate) totp_secret: Option<String>,
    /// The step of the last code that was taken.
    pub(crate) totp_step: Option<i64>,
    /// JSON, each with the digest of a code.
    pub(crate) backup_codes: Option<String>,
    pub(crate) mfa_enabled_at: Option<Millis>,
    pub(crate) mfa_disabled_at: Option<Millis>,
}

pub(crate) async fn find(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as("SELECT * FROM users WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The user to whom an address (lowercased) or a username belongs. An address that nobody vouched for is nobody's.
pub(crate) async fn find_by_identifier(
    db: impl SqliteExecutor<'_>,
    identifier: &str,
) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(
        "SELECT * FROM users WHERE id = (SELECT user_id FROM email_addresses \
         WHERE email_address = $1 AND (verified = 1 OR reserved = 1)) OR username = $1",
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
     legal_accepted_at, position, search_phone, search_wallet, primary_phone_number_id, \
     primary_web3_wallet_id, locked_until, failed_tries, create_organizations_limit, \
     bypass_client_trust, totp_secret, totp_step, backup_codes, mfa_enabled_at, mfa_disabled_at) ";

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
            .push_bind(user.position)
            .push_bind(&user.search_phone)
            .push_bind(&user.search_wallet)
            .push_bind(&user.primary_phone_number_id)
            .push_bind(&user.primary_web3_wallet_id)
            .push_bind(user.locked_until)
            .push_bind(user.failed_tries)
            .push_bind(user.create_organizations_limit)
            .push_bind(i64::from(user.bypass_client_trust))
            .push_bind(&user.totp_secret)
            .push_bind(user.totp_step)
            .push_bind(&user.backup_codes)
            .push_bind(user.mfa_enabled_at)
            .push_bind(user.mfa_disabled_at);
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
         legal_accepted_at = $23, position = $24, search_phone = $25, search_wallet = $26, \
         primary_phone_number_id = $27, primary_web3_wallet_id = $28, locked_until = $29, \
         failed_tries = $30, create_organizations_limit = $31, bypass_client_trust = $32, totp_secret = $33, \
         totp_step = $34, backup_codes = $35, mfa_enabled_at = $36, mfa_disabled_at = $37 WHERE id = $1",
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
        .bind(user.position)
        .bind(&user.search_phone)
        .bind(&user.search_wallet)
        .bind(&user.primary_phone_number_id)
        .bind(&user.primary_web3_wallet_id)
        .bind(user.locked_until)
        .bind(user.failed_tries)
        .bind(user.create_organizations_limit)
        .bind(i64::from(user.bypass_client_trust))
        .bind(&user.totp_secret)
        .bind(user.totp_step)
        .bind(&user.backup_codes)
        .bind(user.mfa_enabled_at)
        .bind(user.mfa_disabled_at)
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
