//! The Frontend API: what a browser or a device may do with its own client.
//!
//! Native applications (`_is_native=1`) carry the client token in the `Authorization` header, both
//! ways, browsers in a cookie. [`caller`] finds the client by the one or the other, [`delivery`] hands
//! a new token back likewise, and nothing between the two knows the difference.

mod answer;
mod caller;
mod client;
mod client_touch;
mod codes;
mod cookies;
mod delivery;
mod environment;
mod handshake;
mod me;
mod openid;
mod reverification;
mod second_factor;
mod sessions;
mod sign_ins;
mod tickets;
mod way_back;

use axum::Router;
use axum::routing::{get, patch, post};

pub(crate) use delivery::deliver;

use crate::Provider;
use crate::errors::ApiError;
use crate::health::health;

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
        .route("/v1/client/touch", get(client_touch::handler))
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
        .route(
            "/v1/client/sessions/{session_id}/tokens/{template_name}",
            post(sessions::tokens_of_template),
        )
        .route("/v1/tickets/accept", get(tickets::accept))
        .route(
            "/v1/client/sessions/{session_id}/verify",
            post(reverification::start::handler),
        )
        .route(
            "/v1/client/sessions/{session_id}/verify/prepare_first_factor",
            post(reverification::first_factor::prepare),
        )
        .route(
            "/v1/client/sessions/{session_id}/verify/attempt_first_factor",
            post(reverification::first_factor::attempt),
        )
        .route(
            "/v1/client/sessions/{session_id}/verify/prepare_second_factor",
            post(reverification::second_factor::prepare),
        )
        .route(
            "/v1/client/sessions/{session_id}/verify/attempt_second_factor",
            post(reverification::second_factor::attempt),
        )
        .merge(of_me())
}

fn of_me() -> Router<Provider> {
    Router::new()
        .route("/v1/me", get(me::get).patch(me::changes::update))
        .route("/v1/me/metadata", patch(me::changes::merge_metadata))
        .route("/v1/me/change_password", post(me::password::change))
        .route("/v1/me/sessions", get(me::sessions::all))
        .route("/v1/me/sessions/active", get(me::sessions::active))
        .route(
            "/v1/me/sessions/{session_id}/revoke",
            post(me::sessions::revoke),
        )
        .route(
            "/v1/me/email_addresses",
            get(me::email_addresses::list).post(me::email_addresses::create),
        )
        .route(
            "/v1/me/email_addresses/{email_id}",
            get(me::email_addresses::get).delete(me::email_addresses::delete),
        )
        .route(
            "/v1/me/email_addresses/{email_id}/prepare_verification",
            post(me::email_addresses::prepare),
        )
        .route(
            "/v1/me/email_addresses/{email_id}/attempt_verification",
            post(me::email_addresses::attempt),
        )
        .route(
            "/v1/me/totp",
            post(me::totp::create).delete(me::totp::delete),
        )
        .route("/v1/me/totp/attempt_verification", post(me::totp::attempt))
        .route("/v1/me/backup_codes", post(me::backup_codes::create))
}

async fn jwks(
    axum::extract::State(provider): axum::extract::State<Provider>,
) -> Result<axum::Json<clerk::types::Jwks>, ApiError> {
    Ok(axum::Json(provider.jwks().await?))
}
