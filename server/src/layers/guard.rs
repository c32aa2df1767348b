use app::backend::Caller;
use app::routes::{Access, Route};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use impersonation::Action;

use crate::console::Console;
use crate::rendering::refuse;

/// The one server function for which nobody need be signed in …
const BEGINNING: &str = "/api/sign_in";
/// … and those that go on with a sign-in that is under way, for whom that is.
const FURTHER_STEPS: [&str; 3] = [
    "/api/sign_in_factor",
    "/api/send_sign_in_code",
    "/api/leave_sign_in",
];

/// Keeps out who is not signed in, before anything is rendered or run: pages lead to the sign-in with an
/// empty body, server functions answer 401. A page that the rules do not permit answers 403 and says why.
pub async fn guard(State(console): State<Console>, request: Request, next: Next) -> Response {
    let caller = request
        .extensions()
        .get::<Caller>()
        .cloned()
        .unwrap_or_default();
    let path = request.uri().path();
    let signed_in = caller.active().is_some();
    if path.starts_with("/api/") {
        let signing_in = caller.attempt.is_some() && FURTHER_STEPS.contains(&path);
        if signed_in || signing_in || path == BEGINNING {
            return next.run(request).await;
        }
        return refuse(
            &console,
            request,
            401,
            &app::api::AppError::SignedOut.to_string(),
        )
        .await;
    }
    let Some(route) = Route::parse(path) else {
        return next.run(request).await;
    };
    let action = match (route.access(), signed_in) {
        (Access::Public, false) | (Access::SignedIn, true) => return next.run(request).await,
        (Access::Public, true) => return see_other(&Route::Dashboard.to_string()),
        (_, false) => {
            let next = request
                .uri()
                .path_and_query()
                .map_or(path, |whole| whole.as_str());
            return see_other(&Route::SignIn(Some(next.to_owned())).to_string());
        }
        (Access::ReadUsers, true) => Action::ReadUsers,
        (Access::ReadImpersonations, true) => Action::ReadImpersonations,
    };
    match caller.may(&console.backend, action) {
        Ok(()) => next.run(request).await,
        Err(error) => refuse(&console, request, error.status(), &error.to_string()).await,
    }
}

/// Leads elsewhere with an empty body.
pub fn see_other(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}
