use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::users::{Found, save};
use crate::{Provider, sessions, views};

/// Most users of one bulk operation.
const MOST: usize = 50;

/// `POST /users/{id}/ban`: ends all sessions of the user, and there will be no new ones.
pub(in crate::backend_api) async fn ban(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    one(&provider, id, true).await
}

/// `POST /users/{id}/unban`
pub(in crate::backend_api) async fn unban(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    one(&provider, id, false).await
}

/// `POST /users/ban`: all of them, or nobody if one is not there.
pub(in crate::backend_api) async fn ban_many(
    State(provider): State<Provider>,
    body: JsonBody,
) -> Result<Json<Vec<User>>, ApiError> {
    many(&provider, body, true).await
}

/// `POST /users/unban`
pub(in crate::backend_api) async fn unban_many(
    State(provider): State<Provider>,
    body: JsonBody,
) -> Result<Json<Vec<User>>, ApiError> {
    many(&provider, body, false).await
}

async fn one(provider: &Provider, id: String, banned: bool) -> Result<Json<User>, ApiError> {
    let mut users = set(provider, &[id], banned).await?;
    Ok(Json(users.remove(0)))
}

async fn many(
    provider: &Provider,
    JsonBody(mut body): JsonBody,
    banned: bool,
) -> Result<Json<Vec<User>>, ApiError> {
    let ids = body.required_texts("user_ids")?;
    body.finish()?;
    match ids.len() {
        0 => return Err(ApiError::param_value("user_ids", "at least one user")),
        count if count > MOST => return Err(ApiError::param_too_many("user_ids", MOST)),
        _ => {}
    }
    set(provider, &ids, banned).await.map(Json)
}

async fn set(provider: &Provider, ids: &[String], banned: bool) -> Result<Vec<User>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut changed = Vec::with_capacity(ids.len());
    for id in ids {
        let mut found = Found::load(&mut transaction, id).await?;
        found.user.banned = banned;
        found.user.updated_at = now;
        save(provider, &mut transaction, &found.user).await?;
        if banned {
            sessions::revoke_of_user(provider, &mut transaction, id, now).await?;
        }
        changed.push(found.user);
    }
    let users = views::users(&mut transaction, changed, now).await?;
    transaction.commit().await?;
    Ok(users)
}
