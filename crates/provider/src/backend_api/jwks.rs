use axum::Json;
use axum::extract::State;
use clerk::types::Jwks;

use crate::Provider;
use crate::errors::ApiError;

/// `GET /jwks`
pub(super) async fn handler(State(provider): State<Provider>) -> Result<Json<Jwks>, ApiError> {
    Ok(Json(provider.jwks().await?))
}
