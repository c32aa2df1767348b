use clerk::types::{EmailAddress, User, Verification, VerificationStatus};
use sqlx::SqliteConnection;

use crate::errors::ApiError;
use crate::store::email_addresses::{self, EmailRow};
use crate::store::users::UserRow;

/// The users as the Backend API shows them; for a browser see [`User::for_frontend`].
pub(crate) async fn users(
    db: &mut SqliteConnection,
    rows: Vec<UserRow>,
) -> Result<Vec<User>, ApiError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = rows.iter().map(|row| row.id.as_str());
    let emails = email_addresses::of_users(db, ids).await?;
    rows.into_iter().map(|row| user(row, &emails)).collect()
}

/// One user as the Backend API shows it.
pub(crate) async fn one_user(db: &mut SqliteConnection, row: UserRow) -> Result<User, ApiError> {
    let emails = email_addresses::of_users(db, [row.id.as_str()].into_iter()).await?;
    user(row, &emails)
}

fn user(row: UserRow, emails: &[EmailRow]) -> Result<User, ApiError> {
    let own = emails.iter().filter(|email| email.user_id == row.id);
    Ok(User {
        email_addresses: own.map(email_address).collect(),
        public_metadata: serde_json::from_str(&row.public_metadata)?,
        private_metadata: Some(serde_json::from_str(&row.private_metadata)?),
        unsafe_metadata: serde_json::from_str(&row.unsafe_metadata)?,
        password_enabled: row.password_digest.is_some(),
        password_last_updated_at: row.password_updated_at,
        id: row.id,
        external_id: row.external_id,
        primary_email_address_id: row.primary_email_address_id,
        username: row.username,
        first_name: row.first_name,
        last_name: row.last_name,
        locale: row.locale,
        last_sign_in_at: row.last_sign_in_at,
        last_active_at: row.last_active_at,
        legal_accepted_at: row.legal_accepted_at,
        banned: row.banned,
        delete_self_enabled: row.delete_self_enabled,
        create_organization_enabled: row.create_organization_enabled,
        created_at: row.created_at,
        updated_at: row.updated_at,
        ..User::default()
    })
}

fn email_address(row: &EmailRow) -> EmailAddress {
    EmailAddress {
        id: row.id.clone(),
        email_address: row.email_address.clone(),
        reserved: row.reserved,
        verification: Some(Verification::new(
            &row.strategy,
            VerificationStatus::Verified,
        )),
        linked_to: Vec::new(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
