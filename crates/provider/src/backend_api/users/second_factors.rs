use ambient::Millis;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::Provider;
use crate::errors::ApiError;
use crate::store::users::UserRow;
use crate::users::{Found, save};

/// `DELETE /users/{id}/totp`: takes the authenticator app away, if there is one.
pub(in crate::backend_api) async fn remove_totp(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    take(&provider, &id, UserRow::forget_totp).await
}

/// `DELETE /users/{id}/backup_code`: takes all backup codes away.
pub(in crate::backend_api) async fn remove_backup_codes(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    take(&provider, &id, UserRow::forget_backup_codes).await
}

/// `DELETE /users/{id}/mfa`: takes all second factors away.
pub(in crate::backend_api) async fn remove_all(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    take(&provider, &id, UserRow::forget_second_factors).await
}

/// Who had none is as they were, and nobody is told of it.
async fn take(
    provider: &Provider,
    id: &str,
    forget: fn(&mut UserRow, Millis),
) -> Result<Json<Value>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut user = Found::load(&mut transaction, id).await?.user;
    let factors = |user: &UserRow| (user.totp_enabled(), user.backup_code_enabled());
    let before = factors(&user);
    forget(&mut user, now);
    if factors(&user) != before {
        user.updated_at = now;
        save(provider, &mut transaction, &user).await?;
    }
    transaction.commit().await?;
    Ok(Json(json!({ "user_id": id })))
}
