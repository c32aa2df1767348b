//! `DELETE /users/{id}/totp`, `…/backup_code` and `…/mfa`: second factors are taken away. What is not there is no error.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::Provider;
use crate::errors::ApiError;
use crate::users::{Found, save};

type Answer = Result<Json<Value>, ApiError>;

/// The authenticator app.
pub(in crate::backend_api) async fn remove_totp(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Answer {
    remove(&provider, id, true, false).await
}

/// Backup codes, spent or not.
pub(in crate::backend_api) async fn remove_backup_codes(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Answer {
    remove(&provider, id, false, true).await
}

/// All of them: a sign-in takes one step again.
pub(in crate::backend_api) async fn remove_all(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Answer {
    remove(&provider, id, true, true).await
}

async fn remove(provider: &Provider, id: String, totp: bool, backup_codes: bool) -> Answer {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let Found { mut user, .. } = Found::load(&mut transaction, &id).await?;
    let (has_totp, has_codes) = (user.totp_enabled(), user.backup_code_enabled());
    if (totp && has_totp) || (backup_codes && has_codes) {
        if totp {
            user.set_totp(None, now)?;
        }
        if backup_codes {
            user.set_backup_codes(&[], &provider.instance.mac_keys, now)?;
        }
        user.updated_at = now;
        save(provider, &mut transaction, &user).await?;
    }
    transaction.commit().await?;
    Ok(Json(json!({ "user_id": id })))
}
