use std::net::SocketAddr;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::Method;

use crate::Provider;
use crate::errors::ApiError;
use crate::limits::Counted;

/// Counts requests by the secret key, and changes of one user. Stands behind the check of the key: whoever has none
/// uses up nobody's.
pub(crate) async fn backend(
    State(provider): State<Provider>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if path.as_str() != "/v1/jwks" {
        count(&provider, Counted::Backend)?;
    }
    let changes_user = match path.as_str() {
        "/v1/users/{user_id}" => request.method() == Method::PATCH,
        "/v1/users/{user_id}/metadata" => true,
        _ => false,
    };
    if changes_user {
        let user_id = request.uri().path().split('/').nth(3).unwrap_or_default();
        count(&provider, Counted::ChangesOf(user_id.to_owned()))?;
    }
    Ok(next.run(request).await)
}

/// Counts sign-ins and tries of factors by address. Whoever calls without a connection is the program itself,
/// which slows down who guesses by its own rules.
pub(crate) async fn frontend(
    State(provider): State<Provider>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer
        && request.method() == Method::POST
    {
        let address = peer.ip().to_canonical();
        let path = path.as_str();
        if path == "/v1/client/sign_ins" {
            count(&provider, Counted::SignInsFrom(address))?;
        } else if path.ends_with("/attempt_first_factor")
            || path.ends_with("/attempt_second_factor")
        {
            count(&provider, Counted::AttemptsFrom(address))?;
        }
    }
    Ok(next.run(request).await)
}

fn count(provider: &Provider, what: Counted) -> Result<(), ApiError> {
    let Some(limits) = &provider.settings.limits else {
        return Ok(());
    };
    provider
        .counters
        .count(limits, what, provider.clock.now())
        .map_err(ApiError::too_many_requests)
}
