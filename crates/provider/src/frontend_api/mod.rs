//! The Frontend API: what a browser or a device may do with its own client.
//!
//! Native applications (`_is_native=1`) carry the client token in the `Authorization` header, both
//! ways, browsers in a cookie. [`caller`] finds the client by the one or the other, [`delivery`] hands
//! a new token back likewise, and nothing between the two knows the difference.

mod answer;
mod caller;
mod client;
mod cookies;
mod delivery;
mod environment;
mod handshake;
mod me;
mod me_changes;
mod openid;
mod reverification;
mod sessions;
mod sign_ins;
mod tickets;

use axum::Router;
use axum::routing::{get, patch, post};

pub(crate) use delivery::deliver;

use crate::Provider;
use crate::errors::ApiError;
use crate::router::health;

pub(crate) fn router() -> Router<Provider> {
    Router::new()
        .merge(health())
        .route("/.well-known/jwks.json", get(jwks))
        .route(
            "/.well-known/openid-configuration",
            get(openid::configuration),
        )
        .route(
            "/v1/environment",
            get(environment::handler).patch(environment::handler),
        )
        .route(
            "/v1/client",
            get(client::get)
                .put(client::create)
                .post(client::create)
                .delete(client::end),
        )
        .route(
            "/v1/client/sessions",
            axum::routing::delete(client::remove_sessions),
        )
        .route("/v1/client/handshake", get(handshake::handler))
        .route("/v1/client/sign_ins", post(sign_ins::create::handler))
        .route(
            "/v1/client/sign_ins/{sign_in_id}",
            get(sign_ins::get::handler),
        )
        .route(
            "/v1/client/sign_ins/{sign_in_id}/attempt_first_factor",
            post(sign_ins::attempt::handler),
        )
        .route(
            "/v1/client/sign_ins/{sign_in_id}/prepare_first_factor",
            post(sign_ins::prepare::first),
        )
        .route(
            "/v1/client/sign_ins/{sign_in_id}/prepare_second_factor",
            post(sign_ins::prepare::second),
        )
        .route(
            "/v1/client/sign_ins/{sign_in_id}/attempt_second_factor",
            post(sign_ins::second::handler),
        )
        .route("/v1/client/sessions/{session_id}", get(sessions::get))
        .route(
            "/v1/client/sessions/{session_id}/touch",
            post(sessions::touch),
        )
        .route("/v1/client/sessions/{session_id}/end", post(sessions::end))
        .route(
            "/v1/client/sessions/{session_id}/remove",
            post(sessions::remove),
        )
        .route(
            "/v1/client/sessions/{session_id}/tokens",
            post(sessions::tokens),
        )
        .route("/v1/tickets/accept", get(tickets::accept))
        .route(
            "/v1/client/sessions/{session_id}/verify",
            post(reverification::start),
        )
        .route(
            "/v1/client/sessions/{session_id}/verify/attempt_first_factor",
            post(reverification::attempt),
        )
        .route("/v1/me", get(me::get).patch(me_changes::update))
        .route("/v1/me/metadata", patch(me_changes::merge_metadata))
        .route("/v1/me/change_password", post(me_changes::change_password))
        .route(
            "/v1/me/sessions/{session_id}/revoke",
            post(me_changes::revoke_session),
        )
        .route("/v1/me/sessions/active", get(me::active_sessions))
}

async fn jwks(
    axum::extract::State(provider): axum::extract::State<Provider>,
) -> Result<axum::Json<clerk::types::Jwks>, ApiError> {
    Ok(axum::Json(provider.jwks().await?))
}
