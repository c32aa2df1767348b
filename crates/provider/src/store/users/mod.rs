mod notes;
mod places;
mod writing;

use std::collections::HashSet;

use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

pub(crate) use notes::{
    forget_wrong_passwords, record_activity, record_sign_in, record_wrong_password,
};
pub(crate) use places::{any_between, first_place, free_place};
pub(crate) use writing::{insert, update};

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

/// Whether there was somebody to delete. Addresses, sessions and what the search knows go along.
pub(crate) async fn delete(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM users WHERE id = $1")
        .bind(id)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
