use axum::Json;
use axum::extract::{Path, State};
use clerk::types::DeletedObject;

use crate::Provider;
use crate::errors::ApiError;
use crate::store::users;

/// `DELETE /users/{id}`: the user's sessions end with the user.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<DeletedObject>, ApiError> {
    let user = users::find(&provider.pool, &id).await?;
    let user = user.ok_or_else(|| ApiError::user_not_found(&id))?;
    if !users::delete(&provider.pool, &id).await? {
        return Err(ApiError::user_not_found(&id));
    }
    let object = "user".to_owned();
    Ok(Json(DeletedObject {
        object,
        id: Some(id),
        deleted: true,
        external_id: user.external_id,
        ..DeletedObject::default()
    }))
}
