use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use crate::errors::ApiError;
use crate::store::sessions;
use crate::users::{Found, save};
use crate::{Provider, views};

/// `POST /users/{id}/ban`: ends all sessions of the user, and there will be no new ones.
pub(in crate::backend_api) async fn ban(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    set(&provider, &id, true).await
}

/// `POST /users/{id}/unban`
pub(in crate::backend_api) async fn unban(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    set(&provider, &id, false).await
}

async fn set(provider: &Provider, id: &str, banned: bool) -> Result<Json<User>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, id).await?;
    found.user.banned = banned;
    found.user.updated_at = now;
    save(&mut transaction, &found.user).await?;
    if banned {
        sessions::revoke_of_user(&mut *transaction, id, now).await?;
    }
    let user = views::one_user(&mut transaction, found.user).await?;
    transaction.commit().await?;
    Ok(Json(user))
}
