use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::HOST;

use crate::Provider;
use crate::errors::ApiError;

/// Answers only requests that were meant for this provider, whatever name they came in by: a page
/// elsewhere must not reach it by pointing a name of its own at the loopback address.
pub(crate) async fn check(
    State(provider): State<Provider>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let header = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    // Without a port of its own in between, the URI still says whom the request is for.
    let asked = header.or_else(|| request.uri().authority().map(http::uri::Authority::as_str));
    let settings = &provider.settings;
    let known = |asked: &str| {
        asked.eq_ignore_ascii_case(&settings.frontend_api)
            || settings
                .allowed_hosts
                .iter()
                .any(|host| asked.eq_ignore_ascii_case(host))
    };
    if !asked.is_some_and(known) {
        return Err(ApiError::host_invalid());
    }
    Ok(next.run(request).await)
}
