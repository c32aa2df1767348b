use axum::extract::Request;
use http::Uri;

/// `@clerk/clerk-js` ends some of its paths with a slash (`POST /v1/me/email_addresses/`). They are the same without.
pub(crate) async fn drop(mut request: Request) -> Request {
    if let Some(uri) = without_slash(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

/// The same address without the slash at its end; `None` when there is none, and for the root.
fn without_slash(uri: &Uri) -> Option<Uri> {
    let path = uri
        .path()
        .strip_suffix('/')
        .filter(|path| !path.is_empty())?;
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.parse().ok()?);
    Uri::from_parts(parts).ok()
}
