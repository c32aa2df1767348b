use axum::Json;
use axum::extract::State;
use clerk::types::Jwks;

use crate::Provider;

/// `GET /jwks`
pub(super) async fn handler(State(provider): State<Provider>) -> Json<Jwks> {
    Json(provider.jwks())
}
