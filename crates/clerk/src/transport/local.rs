use std::error::Error;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::HOST;
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower::{Service, ServiceExt as _};

use super::{MAX_ANSWER, Transport, TransportError};

type BoxError = Box<dyn Error + Send + Sync>;

/// Straight into a service of this process, an `axum::Router` for one: no socket, no port, the same
/// requests.
///
/// The service sees what it would see behind an HTTP/1 server: a path, and the address's host in `Host`.
#[derive(Clone, Debug)]
pub struct Local<S>(S);

impl<S> Local<S> {
    /// Calls `service`.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

#[async_trait]
impl<S, B> Transport for Local<S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: BodyExt + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let request = as_received(request)?;
        let answer = self.0.clone().oneshot(request).await;
        let answer =
            answer.map_err(|error| TransportError::Unreachable(error.into().to_string()))?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, MAX_ANSWER)
            .collect()
            .await
            .map_err(|error| {
                if error.is::<LengthLimitError>() {
                    TransportError::TooLarge
                } else {
                    TransportError::Interrupted(error.to_string())
                }
            })?;
        Ok(Response::from_parts(parts, body.to_bytes()))
    }
}

/// The request as a server's HTTP/1 parser would hand it on.
fn as_received(request: Request<Bytes>) -> Result<Request<Full<Bytes>>, TransportError> {
    let (mut parts, body) = request.into_parts();
    let host = parts
        .uri
        .authority()
        .map(|authority| match authority.port() {
            Some(port) => format!("{}:{port}", authority.host()),
            None => authority.host().to_owned(),
        });
    if let Some(host) = host.filter(|_| !parts.headers.contains_key(HOST)) {
        let host = HeaderValue::try_from(host)
            .map_err(|_| TransportError::Unreachable("no such host".into()))?;
        parts.headers.insert(HOST, host);
    }
    let path = parts.uri.path_and_query().cloned();
    parts.uri = Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    Ok(Request::from_parts(parts, Full::new(body)))
}
