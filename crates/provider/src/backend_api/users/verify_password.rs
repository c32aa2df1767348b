use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::Provider;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::store::users;

/// `POST /users/{id}/verify_password`
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let password = body.required_text("password")?;
    body.finish()?;
    let user = users::find(&provider.pool, &id).await?;
    let user = user.ok_or_else(|| ApiError::user_not_found(&id))?;
    if user.password_digest.is_none() {
        return Err(ApiError::no_password());
    }
    if !provider
        .passwords
        .verify(password, user.password_digest)
        .await?
    {
        return Err(ApiError::password_incorrect());
    }
    Ok(Json(json!({ "verified": true })))
}
