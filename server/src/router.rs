use std::any::Any;
use std::sync::LazyLock;
use std::time::Duration;

use app::Problem;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use http::StatusCode;
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, generate_route_list};
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::console::Console;
use crate::layers::request_id::Ids;
use crate::layers::{api_answers, bare_errors, caller, guard, host, origin, security_headers};
use crate::{assets, health, rendering, webhooks};

/// The most that a request may weigh: the longest form is a few kilobytes.
const BODY_LIMIT: usize = 64 * 1024;
/// Made once, before any page is rendered: while the list is made, resources are suppressed in the whole
/// process (leptos#4773).
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

impl Console {
    /// Everything that the console answers.
    pub fn router(&self) -> Router {
        router(self)
    }
}

fn router(console: &Console) -> Router {
    let context = {
        let console = console.clone();
        move || rendering::provide(&console)
    };
    // Twice: around what is done for somebody, and around finding out who that is.
    let dressed = from_fn_with_state(console.clone(), bare_errors::dress_bare_errors);
    let pages = Router::new()
        .leptos_routes_with_context(
            &console.settings.leptos,
            ROUTES.clone(),
            context,
            app::document,
        )
        .fallback(fallback)
        .with_state(console.settings.leptos.clone())
        .layer(from_fn_with_state(
            console.clone(),
            api_answers::finish_api_answer,
        ))
        .layer(from_fn_with_state(console.clone(), guard::guard))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(timeout(console.settings.patience))
        .layer(axum::Extension(console.clone()))
        .layer(dressed.clone())
        .layer(from_fn_with_state(console.clone(), caller::identify_caller))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(timeout(console.settings.patience * 2))
        .layer(dressed)
        .layer(from_fn_with_state(console.clone(), origin::check_origin));

    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(console.clone())
        .route(
            webhooks::PATH,
            any(webhooks::take).with_state(console.webhooks.clone()),
        )
        .merge(assets::router(&console.settings.leptos))
        .merge(pages)
        .layer(timeout(console.settings.patience * 3))
        .layer(from_fn_with_state(console.clone(), host::check_host))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(security_headers::set_security_headers))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(request_span)
                .on_response(DefaultOnResponse::new().level(Level::INFO)),
        )
        .layer(SetRequestIdLayer::x_request_id(Ids(console.random.clone())))
        .layer(MapRequestLayer::new(forget_request_id))
}

/// The start page leads to the dashboard; any other address has no page.
async fn fallback(
    axum::Extension(console): axum::Extension<Console>,
    State(_): State<leptos::config::LeptosOptions>,
    request: Request,
) -> Response {
    if request.uri().path() == "/" && request.method().is_safe() {
        return guard::see_other(&app::routes::Route::Dashboard.to_string());
    }
    let Problem { status, words, .. } = Problem::not_found();
    rendering::refuse(&console, request, status, &words).await
}

/// What a request calls itself is not taken over into the log.
fn forget_request_id(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

/// A request in the log: by its path alone, since a query may name a person.
fn request_span(request: &Request) -> tracing::Span {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn timeout(span: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, span)
}

/// A panic is our fault and nobody else's business: it is in the log.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        app::api::AppError::Internal.to_string(),
    )
        .into_response()
}
