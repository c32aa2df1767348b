use axum::Json;
use axum::extract::{Path, State};
use clerk::types::DeletedObject;

use crate::Provider;
use crate::errors::ApiError;
use crate::users;

/// `DELETE /users/{id}`: the user's sessions end with the user.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<DeletedObject>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let user = users::delete(&provider, &mut transaction, &id).await?;
    transaction.commit().await?;
    let object = "user".to_owned();
    Ok(Json(DeletedObject {
        object,
        id: Some(id),
        deleted: true,
        external_id: user.external_id,
        ..DeletedObject::default()
    }))
}
