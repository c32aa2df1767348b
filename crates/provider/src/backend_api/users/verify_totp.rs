use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::Provider;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::second_factors::{CodeKind, is_totp_code};
use crate::store::users;

/// `POST /users/{id}/verify_totp`: takes a code of the authenticator app or a backup code, and spends either.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let code = body.required_text("code")?;
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let user = users::find(&mut *transaction, &id).await?;
    let mut user = user.ok_or_else(|| ApiError::user_not_found(&id))?;
    if !user.totp_enabled() {
        return Err(ApiError::totp_disabled());
    }
    let keys = &provider.instance.mac_keys;
    let kind = if user.take_totp(&code, provider.clock.now()) {
        CodeKind::Totp
    } else if user.take_backup_code(&code, keys)? {
        CodeKind::BackupCode
    } else if is_totp_code(&code) {
        return Err(ApiError::totp_incorrect());
    } else {
        return Err(ApiError::totp_invalid_length());
    };
    users::update(&mut *transaction, &user).await?;
    transaction.commit().await?;
    Ok(Json(
        json!({ "verified": true, "code_type": kind.as_str() }),
    ))
}
