use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::header::ORIGIN;

use crate::Provider;
use crate::errors::ApiError;

/// Refuses changes that a page of an unknown origin asks for. What no browser sent has neither of
/// the two headers and passes: it holds a key or a client token, or can do nothing.
pub(crate) async fn check(
    State(provider): State<Provider>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if !request.method().is_safe() && !is_allowed(request.headers(), &provider) {
        return Err(ApiError::origin_invalid());
    }
    Ok(next.run(request).await)
}

fn is_allowed(headers: &HeaderMap, provider: &Provider) -> bool {
    match headers.get(ORIGIN) {
        Some(origin) => origin
            .to_str()
            .is_ok_and(|origin| is_known(origin, provider)),
        None => headers
            .get("sec-fetch-site")
            .is_none_or(|site| site == "same-origin" || site == "none"),
    }
}

/// Whether pages of `origin` may call: the provider's own, those of the settings, that of the
/// sign-in page, and those that the instance was told of.
pub(crate) fn is_known(origin: &str, provider: &Provider) -> bool {
    let settings = &provider.settings;
    let own = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    own.is_some_and(|host| host.eq_ignore_ascii_case(&settings.frontend_api))
        || settings
            .allowed_origins
            .iter()
            .any(|known| origin.eq_ignore_ascii_case(known))
        || settings
            .sign_in_url
            .as_ref()
            .is_some_and(|url| origin.eq_ignore_ascii_case(&url.origin().ascii_serialization()))
        || provider.instance.allows(origin)
}
