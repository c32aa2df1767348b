use axum::Router;
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::middleware::{from_fn, from_fn_with_state, map_request};
use http::Method;

use crate::errors::ApiError;
use crate::{Provider, backend_api, body, frontend_api, layers, webhooks};

/// Both APIs with everything around them; the first layer named is the innermost.
pub(crate) fn router(provider: Provider) -> Router {
    let backend = backend_api::router()
        .route_layer(from_fn_with_state(
            provider.clone(),
            layers::limits::backend,
        ))
        .route_layer(from_fn_with_state(
            provider.clone(),
            layers::secret_key::check,
        ));
    let frontend = frontend_api::router()
        .route_layer(from_fn_with_state(provider.clone(), frontend_api::deliver))
        .route_layer(from_fn_with_state(
            provider.clone(),
            layers::limits::frontend,
        ));
    let routes = Router::new()
        .merge(backend)
        .merge(frontend)
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_a_method)
        .with_state(provider.clone());
    // A fallback service and not a layer: method and path must be right before a route is chosen.
    let routes = tower::ServiceBuilder::new()
        .layer(map_request(layers::method::apply))
        .layer(map_request(layers::trailing_slash::drop))
        .service(routes);
    Router::new()
        .fallback_service(routes)
        .layer(from_fn_with_state(
            provider.clone(),
            webhooks::request::note,
        ))
        .layer(from_fn(layers::api_version::check))
        .layer(from_fn_with_state(provider.clone(), layers::origin::check))
        .layer(from_fn_with_state(provider.clone(), layers::host::check))
        .layer(from_fn_with_state(
            provider.clone(),
            layers::envelope::write,
        ))
        .layer(from_fn_with_state(provider, layers::cors::allow))
}

/// What is not built. The body is read all the same, here and below: whoever is still sending one would see the
/// connection close, and not the answer.
async fn nothing_here(method: Method, OriginalUri(uri): OriginalUri, body: Body) -> ApiError {
    let error = ApiError::nothing_here(&method, uri.path());
    body::read_all(body).await.err().unwrap_or(error)
}

/// What is there for other methods.
async fn not_a_method(method: Method, OriginalUri(uri): OriginalUri, body: Body) -> ApiError {
    let error = ApiError::method_not_allowed(&method, uri.path());
    body::read_all(body).await.err().unwrap_or(error)
}
