use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::AUTHORIZATION;
use subtle::ConstantTimeEq as _;

use crate::Provider;
use crate::errors::ApiError;

/// Every operation of the Backend API wants the instance's secret key.
pub(crate) async fn check(
    State(provider): State<Provider>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let header = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let key = header.and_then(|value| value.strip_prefix("Bearer "));
    let key = key.ok_or_else(ApiError::authorization_header_invalid)?;
    if !bool::from(
        key.as_bytes()
            .ct_eq(provider.instance.secret_key.as_bytes()),
    ) {
        return Err(ApiError::secret_key_invalid());
    }
    Ok(next.run(request).await)
}
