use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use http::header::{AUTHORIZATION, SET_COOKIE};

use super::answer::{ClientNews, TokenNews};
use super::caller::is_native;
use super::cookies;
use crate::Provider;
use crate::query::Query;

/// Hands the client token over where the caller keeps it: a native application in the
/// `Authorization` header, a browser in cookies.
pub(crate) async fn deliver(
    State(provider): State<Provider>,
    request: Request,
    next: Next,
) -> Response {
    let native = is_native(&Query::of(request.uri()));
    let mut response = next.run(request).await;
    let Some(news) = response.extensions_mut().remove::<ClientNews>() else {
        return response;
    };
    if native {
        if let TokenNews::New(token) = news.token {
            response.headers_mut().insert(AUTHORIZATION, secret(token));
        }
        return response;
    }
    let secure = provider.settings.secure_cookies;
    for cookie in cookies::set(&news, provider.publishable_key(), secure) {
        response.headers_mut().append(SET_COOKIE, secret(cookie));
    }
    response
}

fn secret(value: String) -> HeaderValue {
    let mut value = HeaderValue::try_from(value).expect("tokens and digits fit in a header");
    value.set_sensitive(true);
    value
}
