use axum::Router;
use axum::extract::State;
use axum::routing::get;

use crate::Provider;
use crate::errors::ApiError;

/// `GET /v1/health`, which both APIs share and which needs no key.
pub(crate) fn health() -> Router<Provider> {
    Router::new().route("/v1/health", get(healthy))
}

async fn healthy(
    State(provider): State<Provider>,
) -> Result<axum::Json<serde_json::Value>, ApiError> {
    sqlx::query("SELECT 1").execute(&provider.pool).await?;
    Ok(axum::Json(serde_json::json!({ "status": "healthy" })))
}
