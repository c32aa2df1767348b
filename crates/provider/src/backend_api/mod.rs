//! The Backend API: what the holder of the secret key may do.

mod actor_tokens;
mod clients;
mod email_addresses;
mod instance;
mod jwks;
mod page;
mod sessions;
mod sign_in_tokens;
mod testing_tokens;
mod users;

use axum::Router;
use axum::routing::{delete, get, patch, post, put};

use crate::Provider;

pub(crate) fn router() -> Router<Provider> {
    Router::new()
        .merge(of_users())
        .merge(of_sessions())
        .route("/v1/email_addresses", post(email_addresses::create))
        .route(
            "/v1/email_addresses/{email_address_id}",
            get(email_addresses::get)
                .patch(email_addresses::update)
                .delete(email_addresses::delete),
        )
        .route("/v1/actor_tokens", post(actor_tokens::create))
        .route(
            "/v1/actor_tokens/{actor_token_id}/revoke",
            post(actor_tokens::revoke),
        )
        .route("/v1/sign_in_tokens", post(sign_in_tokens::create))
        .route(
            "/v1/sign_in_tokens/{sign_in_token_id}/revoke",
            post(sign_in_tokens::revoke),
        )
        .route("/v1/testing_tokens", post(testing_tokens::create))
        .route("/v1/clients", get(clients::list))
        .route("/v1/clients/verify", post(clients::verify))
        .route("/v1/clients/{client_id}", get(clients::get))
        .route("/v1/instance", get(instance::get).patch(instance::update))
        .route("/v1/jwks", get(jwks::handler))
}

fn of_users() -> Router<Provider> {
    Router::new()
        .route(
            "/v1/users",
            get(users::list::handler).post(users::create::handler),
        )
        .route("/v1/users/count", get(users::count::handler))
        .route("/v1/users/ban", post(users::ban::ban_many))
        .route("/v1/users/unban", post(users::ban::unban_many))
        .route(
            "/v1/users/{user_id}",
            get(users::get::handler)
                .patch(users::update::handler)
                .delete(users::delete::handler),
        )
        .route(
            "/v1/users/{user_id}/metadata",
            patch(users::metadata::merge).put(users::metadata::replace),
        )
        .route(
            "/v1/users/{user_id}/email_address",
            put(email_addresses::replace),
        )
        .route("/v1/users/{user_id}/ban", post(users::ban::ban))
        .route("/v1/users/{user_id}/unban", post(users::ban::unban))
        .route("/v1/users/{user_id}/lock", post(users::lock::lock))
        .route("/v1/users/{user_id}/unlock", post(users::lock::unlock))
        .route(
            "/v1/users/{user_id}/remove_password",
            post(users::password::remove),
        )
        .route(
            "/v1/users/{user_id}/verify_password",
            post(users::verify_password::handler),
        )
        .route(
            "/v1/users/{user_id}/verify_totp",
            post(users::verify_totp::handler),
        )
        .route(
            "/v1/users/{user_id}/totp",
            delete(users::second_factors::remove_totp),
        )
        .route(
            "/v1/users/{user_id}/backup_code",
            delete(users::second_factors::remove_backup_codes),
        )
        .route(
            "/v1/users/{user_id}/mfa",
            delete(users::second_factors::remove_all),
        )
}

fn of_sessions() -> Router<Provider> {
    Router::new()
        .route(
            "/v1/sessions",
            get(sessions::list).post(sessions::create::handler),
        )
        .route("/v1/sessions/{session_id}", get(sessions::get))
        .route("/v1/sessions/{session_id}/revoke", post(sessions::revoke))
        .route(
            "/v1/sessions/{session_id}/refresh",
            post(sessions::refresh::handler),
        )
        .route(
            "/v1/sessions/{session_id}/tokens",
            post(sessions::tokens::create),
        )
        .route(
            "/v1/sessions/{session_id}/tokens/{template_name}",
            post(sessions::tokens::of_template),
        )
}
