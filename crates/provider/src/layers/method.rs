use axum::extract::Request;
use http::Method;

use crate::query::Query;

/// Clerk's packages for browsers send GET and POST only, to need no preflight, and name any other
/// method in the query: `POST …?_method=DELETE`. A GET stays a GET whatever it claims.
pub(crate) async fn apply(mut request: Request) -> Request {
    if request.method() == Method::POST {
        let meant = match Query::of(request.uri()).text("_method") {
            Some("PUT") => Method::PUT,
            Some("PATCH") => Method::PATCH,
            Some("DELETE") => Method::DELETE,
            _ => Method::POST,
        };
        *request.method_mut() = meant;
    }
    request
}
