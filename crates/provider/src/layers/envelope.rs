use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use clerk::types::{ErrorEnvelope, ErrorItem};
use http::header::{ALLOW, RETRY_AFTER};

use crate::Provider;
use crate::errors::ApiError;

/// Writes an error's body in Clerk's envelope, under a trace id that the log has too. The cause of a
/// fault of our own is logged here, once, and goes nowhere else.
pub(crate) async fn write(
    State(provider): State<Provider>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let error = match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error,
        // Refused before any operation: a path that is not even text.
        None if response.status().is_client_error() => ApiError::parameters_malformed(),
        None => return response,
    };
    let trace_id = provider.random.id("trace");
    if let Some(cause) = &error.cause {
        tracing::error!(%method, path, trace_id, %cause, "the provider failed at {method} {path}");
    }
    let envelope = ErrorEnvelope {
        errors: vec![ErrorItem {
            meta: error.meta,
            ..ErrorItem::new(error.code, &error.message, &error.long_message)
        }],
        meta: None,
        clerk_trace_id: Some(trace_id),
    };
    let allow = response.headers_mut().remove(ALLOW);
    let mut response = (error.status, Json(envelope)).into_response();
    if let Some(allow) = allow {
        response.headers_mut().insert(ALLOW, allow);
    }
    if let Some(seconds) = error.retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, seconds.get().into());
    }
    response
}
