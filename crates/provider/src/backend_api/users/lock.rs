use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use crate::errors::ApiError;
use crate::users::{Found, save};
use crate::{Provider, views};

/// `POST /users/{id}/lock`: no sign-in until the lock ends. Sessions go on.
pub(in crate::backend_api) async fn lock(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    set(&provider, &id, true).await
}

/// `POST /users/{id}/unlock`: takes the lock away, and forgets what was tried.
pub(in crate::backend_api) async fn unlock(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    set(&provider, &id, false).await
}

async fn set(provider: &Provider, id: &str, locked: bool) -> Result<Json<User>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, id).await?;
    if locked {
        found.user.lock(now);
    } else {
        found.user.unlock();
    }
    found.user.updated_at = now;
    save(provider, &mut transaction, &found.user).await?;
    let user = views::one_user(&mut transaction, found.user, now).await?;
    transaction.commit().await?;
    Ok(Json(user))
}
