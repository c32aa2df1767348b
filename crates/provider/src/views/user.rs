use ambient::Millis;
use clerk::types::{EmailAddress, User};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::sign_in::factor_verification;
use crate::errors::ApiError;
use crate::store::email_addresses::{self, EmailRow};
use crate::store::identifications::{self, IdentificationRow, PHONE_NUMBER, WEB3_WALLET};
use crate::store::users::UserRow;

/// The users as the Backend API shows them at `now`; for a browser see [`User::for_frontend`].
pub(crate) async fn users(
    db: &mut SqliteConnection,
    rows: Vec<UserRow>,
    now: Millis,
) -> Result<Vec<User>, ApiError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || rows.iter().map(|row| row.id.as_str());
    let emails = email_addresses::of_users(&mut *db, ids()).await?;
    let others = identifications::of_users(db, ids()).await?;
    rows.into_iter()
        .map(|row| user(row, &emails, &others, now))
        .collect()
}

/// One user as the Backend API shows it.
pub(crate) async fn one_user(
    db: &mut SqliteConnection,
    row: UserRow,
    now: Millis,
) -> Result<User, ApiError> {
    let mut users = users(db, vec![row], now).await?;
    Ok(users.remove(0))
}

fn user(
    row: UserRow,
    emails: &[EmailRow],
    others: &[IdentificationRow],
    now: Millis,
) -> Result<User, ApiError> {
    let own = emails.iter().filter(|email| email.user_id == row.id);
    let of_kind = |kind: &'static str, view: fn(&IdentificationRow) -> Value| {
        let own = others
            .iter()
            .filter(|one| one.user_id == row.id && one.kind == kind);
        own.map(view).collect()
    };
    let locked_for_seconds = row.locked_for_seconds(now);
    Ok(User {
        email_addresses: own.map(email_address).collect(),
        phone_numbers: of_kind(PHONE_NUMBER, phone_number),
        web3_wallets: of_kind(WEB3_WALLET, web3_wallet),
        locked: locked_for_seconds.is_some(),
        lockout_expires_in_seconds: locked_for_seconds,
        verification_attempts_remaining: Some(row.tries_left(now)),
        public_metadata: serde_json::from_str(&row.public_metadata)?,
        private_metadata: Some(serde_json::from_str(&row.private_metadata)?),
        unsafe_metadata: serde_json::from_str(&row.unsafe_metadata)?,
        two_factor_enabled: row.two_factor_enabled(),
        totp_enabled: row.totp_enabled(),
        backup_code_enabled: row.backup_code_enabled(),
        mfa_enabled_at: row.mfa_enabled_at,
        mfa_disabled_at: row.mfa_disabled_at,
        password_enabled: row.password_digest.is_some(),
        password_last_updated_at: row.password_updated_at,
        id: row.id,
        external_id: row.external_id,
        primary_email_address_id: row.primary_email_address_id,
        primary_phone_number_id: row.primary_phone_number_id,
        primary_web3_wallet_id: row.primary_web3_wallet_id,
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
        create_organizations_limit: row.create_organizations_limit,
        bypass_client_trust: Some(row.bypass_client_trust),
        created_at: row.created_at,
        updated_at: row.updated_at,
        ..User::default()
    })
}

/// The address as both APIs show it.
pub(crate) fn email_address(row: &EmailRow) -> EmailAddress {
    EmailAddress {
        id: row.id.clone(),
        email_address: row.email_address.clone(),
        reserved: row.reserved,
        verification: factor_verification(
            Some(&*row.strategy).filter(|_| row.verified),
            Some(&row.code).filter(|code| code.expires_at.is_some()),
        ),
        linked_to: Vec::new(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn phone_number(row: &IdentificationRow) -> Value {
    json!({
        "id": row.id,
        "object": row.kind,
        "phone_number": row.value,
        "reserved_for_second_factor": false,
        "default_second_factor": false,
        "reserved": row.reserved,
        "verification": by_admin(row),
        "linked_to": [],
        "backup_codes": null,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    })
}

fn web3_wallet(row: &IdentificationRow) -> Value {
    json!({
        "id": row.id,
        "object": row.kind,
        "web3_wallet": row.value,
        "verification": by_admin(row),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    })
}

fn by_admin(row: &IdentificationRow) -> Value {
    if row.reserved {
        return Value::Null;
    }
    json!({"object": "verification_admin", "status": "verified", "strategy": "admin", "attempts": null, "expire_at": null})
}
