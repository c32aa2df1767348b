use app::api::AppError;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use crate::console::Console;
use crate::rendering::{refuse, wants_page};

/// What an error of a server function may weigh.
const ERROR_LIMIT: usize = 64 * 1024;
/// How server functions mark an answer that is an error.
const ERROR_MARK: &str = "serverfnerror";

/// Gives each error of a server function its status, which Leptos 0.8 does not, and a person a page instead of
/// the way back that Leptos would send (a status set there would spoil its redirect).
pub async fn finish_api_answer(
    State(console): State<Console>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    // Leptos would send a form back to wherever it says that it came from.
    parts.headers.remove(header::REFERER);
    let asked = Request::from_parts(parts.clone(), Body::empty());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if response.headers_mut().remove(ERROR_MARK).is_none() {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, ERROR_LIMIT).await.unwrap_or_default();
    let error = serde_json::from_slice::<AppError>(&body).unwrap_or_else(|error| {
        tracing::error!(%error, "a server function answered an error that is not one of ours");
        AppError::Internal
    });
    if wants_page(asked.headers()) {
        let mut page = refuse(&console, asked, error.status(), &error.to_string()).await;
        set_retry_after(page.headers_mut(), &error);
        return page;
    }
    set_retry_after(&mut head.headers, &error);
    head.headers.remove(header::LOCATION);
    head.headers.remove(header::CONTENT_LENGTH);
    head.status = http::StatusCode::from_u16(error.status())
        .unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    Response::from_parts(head, Body::from(body))
}

/// Says to a program when to try again.
fn set_retry_after(headers: &mut HeaderMap, error: &AppError) {
    if let AppError::TooMany { seconds, .. } = error {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
}
