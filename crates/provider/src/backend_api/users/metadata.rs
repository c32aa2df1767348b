use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::params::Params;
use crate::store::users::UserRow;
use crate::users::{Found, Metadata, save};
use crate::{Provider, views};

/// `PATCH /users/{id}/metadata`: a deep merge in which null deletes a key.
pub(in crate::backend_api) async fn merge(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<User>, ApiError> {
    write(&provider, &id, body, Metadata::merge_into).await
}

/// `PUT /users/{id}/metadata`: replaces each field that is given.
pub(in crate::backend_api) async fn replace(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<User>, ApiError> {
    write(&provider, &id, body, Metadata::replace_in).await
}

async fn write(
    provider: &Provider,
    id: &str,
    mut body: Params,
    how: fn(Metadata, &mut UserRow) -> Result<(), ApiError>,
) -> Result<Json<User>, ApiError> {
    let metadata = Metadata::read(&mut body)?;
    body.finish()?;
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, id).await?;
    how(metadata, &mut found.user)?;
    found.user.updated_at = now;
    save(provider, &mut transaction, &found.user).await?;
    let user = views::one_user(&mut transaction, found.user, now).await?;
    transaction.commit().await?;
    Ok(Json(user))
}
