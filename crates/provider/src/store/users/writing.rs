use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

use super::UserRow;

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
