use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use crate::errors::ApiError;
use crate::store::users;
use crate::{Provider, views};

/// `GET /users/{id}`
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<User>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let user = users::find(&mut *db, &id)
        .await?
        .ok_or_else(|| ApiError::user_not_found(&id))?;
    views::one_user(&mut db, user, provider.clock.now())
        .await
        .map(Json)
}
