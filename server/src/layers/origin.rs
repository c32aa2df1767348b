use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, header};
use url::Url;

use crate::console::Console;
use crate::rendering::refuse;

/// Lets a changing request pass only from the console's own pages (invariant 6): `Sec-Fetch-Site:
/// same-origin`, else an equal `Origin`. A request that says neither is no browser's and is refused too.
pub async fn check_origin(
    State(console): State<Console>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || is_ours(&console.settings.base_url, request.headers()) {
        return next.run(request).await;
    }
    refuse(
        &console,
        request,
        403,
        "This request did not come from a page of this console, so nothing was done.",
    )
    .await
}

fn is_ours(base: &Url, headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin =
        header(header::ORIGIN.as_str()).map(|origin| origin == base.origin().ascii_serialization());
    match (header("sec-fetch-site"), origin) {
        // A browser says both; either that is foreign is enough to refuse.
        (_, Some(false)) => false,
        (Some(site), _) => site == "same-origin",
        (None, origin) => origin == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_consoles_own_pages_may_change_anything() {
        let base = Url::parse("http://127.0.0.1:3000").expect("a URL");
        let with = |pairs: &[(&'static str, &str)]| {
            let headers = pairs.iter().map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    value.parse().expect("a header"),
                )
            });
            is_ours(&base, &headers.collect())
        };
        assert!(with(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://127.0.0.1:3000")
        ]));
        assert!(with(&[("sec-fetch-site", "same-origin")]));
        assert!(with(&[("origin", "http://127.0.0.1:3000")]));
        assert!(!with(&[]));
        assert!(!with(&[("origin", "null")]));
        assert!(!with(&[("origin", "http://evil.example")]));
        assert!(!with(&[("origin", "http://127.0.0.1:3001")]));
        assert!(!with(&[("sec-fetch-site", "same-site")]));
        assert!(!with(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://127.0.0.1:3000")
        ]));
        assert!(!with(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://evil.example")
        ]));
        assert!(!with(&[("sec-fetch-site", "none")]));
    }
}
