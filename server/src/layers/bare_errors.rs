use app::api::AppError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{StatusCode, header};

use crate::console::Console;
use crate::rendering::refuse;

/// Gives an error that says nothing of its own (of a limit, a timeout, a panic, a wrong method) the page that
/// says what to do next, or the JSON that a program reads. Within caller identification that page carries the
/// region "Impersonation".
pub async fn dress_bare_errors(
    State(console): State<Console>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Request::from_parts(parts.clone(), Body::empty());
    let response = next.run(Request::from_parts(parts, body)).await;
    if !is_bare(&response) {
        return response;
    }
    let (mut bare, _) = response.into_parts();
    let mut dressed = refuse(&console, asked, bare.status.as_u16(), &words(bare.status)).await;
    // What else goes with the status (`Allow`) stays said.
    bare.headers.remove(header::CONTENT_TYPE);
    bare.headers.remove(header::CONTENT_LENGTH);
    dressed.headers_mut().extend(bare.headers);
    dressed
}

fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    (status.is_client_error() || status.is_server_error())
        && !kind.starts_with("text/html")
        && !kind.starts_with("application/json")
}

fn words(status: StatusCode) -> String {
    let words = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            "This address does not take such a request. Nothing was done."
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            "What was sent is too large, so nothing was done. Go back, shorten it and try again."
        }
        StatusCode::GATEWAY_TIMEOUT => {
            "This took too long and was given up. Look whether it was done before you try again."
        }
        status if status.is_client_error() => return AppError::BadRequest.to_string(),
        _ => return AppError::Internal.to_string(),
    };
    words.to_owned()
}
