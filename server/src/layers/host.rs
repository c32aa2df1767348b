use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, header};
use url::Url;

use crate::console::Console;
use crate::rendering::refuse;

/// Answers only under the configured address (invariant 6): a foreign name that points here, as in DNS
/// rebinding, gets 421.
pub async fn check_host(State(console): State<Console>, request: Request, next: Next) -> Response {
    if is_ours(
        &console.settings.base_url,
        request.headers(),
        request.uri().host(),
    ) {
        return next.run(request).await;
    }
    refuse(
        &console,
        request,
        421,
        "This is not the address of this console.",
    )
    .await
}

fn is_ours(base: &Url, headers: &HeaderMap, uri_host: Option<&str>) -> bool {
    let Some(host) = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or(uri_host)
    else {
        return false;
    };
    host.eq_ignore_ascii_case(&authority(base))
}

/// Host and port as a browser sends them: without the scheme's own port.
fn authority(base: &Url) -> String {
    let host = base.host_str().unwrap_or_default();
    base.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configured_address_is_ours() {
        let base = Url::parse("http://127.0.0.1:3000").expect("a URL");
        let with = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a header"));
            is_ours(&base, &headers, None)
        };
        assert!(with("127.0.0.1:3000"));
        for foreign in [
            "evil.example",
            "127.0.0.1",
            "127.0.0.1:3001",
            "127.0.0.1:3000.evil.example",
            "",
        ] {
            assert!(!with(foreign), "{foreign}");
        }
        assert!(!is_ours(&base, &HeaderMap::new(), None));
    }
}
