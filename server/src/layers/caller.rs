use app::backend::Caller;
use app::routes::Route;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::console::Console;
use crate::rendering::refuse;

/// Finds out who calls, from verified state alone, before anything else looks at the request.
pub async fn identify_caller(
    State(console): State<Console>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut caller = match console.browser_sessions.resolve(request.headers()).await {
        Ok(caller) => caller,
        Err(error) => return refuse(&console, request, error.status(), &error.to_string()).await,
    };
    // A message waits for the next page: not for a fetch, and not for an address that is none.
    if Route::parse(request.uri().path()).is_none() || !request.method().is_safe() {
        caller.flash = None;
    }
    if let Err(error) = console.browser_sessions.take_flash(&caller).await {
        return refuse(&console, request, error.status(), &error.to_string()).await;
    }
    request.extensions_mut().insert::<Caller>(caller);
    next.run(request).await
}
