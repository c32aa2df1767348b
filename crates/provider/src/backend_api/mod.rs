//! The Backend API: what the holder of the secret key may do.

mod actor_tokens;
mod jwks;
mod sessions;
mod users;

use axum::Router;
use axum::routing::{get, post};

use crate::Provider;

pub(crate) fn router() -> Router<Provider> {
    Router::new()
        .route(
            "/v1/users",
            get(users::list::handler).post(users::create::handler),
        )
        .route("/v1/users/count", get(users::count::handler))
        .route(
            "/v1/users/{user_id}",
            get(users::get::handler)
                .patch(users::update::handler)
                .delete(users::delete::handler),
        )
        .route(
            "/v1/users/{user_id}/metadata",
            axum::routing::patch(users::metadata::handler),
        )
        .route("/v1/users/{user_id}/ban", post(users::ban::ban))
        .route("/v1/users/{user_id}/unban", post(users::ban::unban))
        .route(
            "/v1/users/{user_id}/verify_password",
            post(users::verify_password::handler),
        )
        .route("/v1/sessions", get(sessions::list))
        .route("/v1/sessions/{session_id}", get(sessions::get))
        .route("/v1/sessions/{session_id}/revoke", post(sessions::revoke))
        .route("/v1/actor_tokens", post(actor_tokens::create))
        .route(
            "/v1/actor_tokens/{actor_token_id}/revoke",
            post(actor_tokens::revoke),
        )
        .route("/v1/jwks", get(jwks::handler))
}
