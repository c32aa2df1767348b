//! From a request to a rendered document.

use app::Problem;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Method, StatusCode, header};
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};

use crate::console::Console;

/// What Leptos knows while it renders or runs a server function: the backend, and the nonce that the
/// response's policy names.
pub fn provide(console: &Console) {
    provide_context(app::backend::Backend::clone(&console.backend));
    let nonce = use_context::<http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Nonce>().cloned());
    if let Some(nonce) = nonce {
        provide_context(nonce);
    }
}

/// Whether the answer goes to a person.
pub fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Refuses a request with a status and words: a page for a person, JSON for a program. The page is the
/// document with everything around it, so that whoever is inside an impersonation sees the way out.
pub async fn refuse(console: &Console, request: Request, status: u16, words: &str) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !wants_page(request.headers()) || request.method() == Method::HEAD {
        let body = serde_json::json!({ "code": code_of(status), "words": words });
        return (code, axum::Json(body)).into_response();
    }
    let mut response = page(console, request, Problem::new(status, words)).await;
    *response.status_mut() = code;
    response
}

/// The page that says what is wrong and what to do next.
pub async fn page(console: &Console, request: Request, problem: Problem) -> Response {
    let (mut parts, _) = request.into_parts();
    parts.method = Method::GET;
    let console = console.clone();
    let context = move || {
        provide(&console);
        provide_context(problem.clone());
    };
    let render = leptos_axum::render_app_async_with_context(context, app::document);
    render(Request::from_parts(parts, Body::empty())).await
}

/// The code that a program reads.
fn code_of(status: u16) -> &'static str {
    match status {
        400 => "bad_request",
        401 => "signed_out",
        403 => "forbidden",
        404 => "not_found",
        405 => "method",
        409 => "conflict",
        413 => "too_large",
        421 => "misdirected",
        429 => "too_many",
        502 => "provider",
        503 => "unavailable",
        504 => "timeout",
        _ => "internal",
    }
}
