use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::Error;
use crate::transport::{Transport, retry_after};
use crate::types::ErrorEnvelope;

/// The version of both APIs that is spoken here.
pub const API_VERSION: &str = "2026-05-12";

/// One request and its answer, as both clients need it.
#[derive(Clone)]
pub(crate) struct Exchange {
    transport: Arc<dyn Transport>,
    base_url: Url,
}

impl Exchange {
    pub(crate) fn new(transport: Arc<dyn Transport>, base_url: Url) -> Self {
        Self {
            transport,
            base_url,
        }
    }

    /// `{base_url}/v1/{segments}`. A segment is a word of the API or an id; anything else, such as an
    /// id that tries to walk to another path, is not sent.
    pub(crate) fn url(&self, segments: &[&str]) -> Result<Url, Error> {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if !segments
            .iter()
            .all(|segment| !segment.is_empty() && segment.bytes().all(is_word))
        {
            return Err(Error::NotAnId);
        }
        let mut url = self.base_url.clone();
        url.set_query(None);
        url.set_fragment(None);
        url.path_segments_mut()
            .map_err(|()| Error::Unsendable("The address of Clerk is not one that has paths."))?
            .pop_if_empty()
            .push("v1")
            .extend(segments);
        Ok(url)
    }

    /// `{base_url}/.well-known/{name}`, which stands outside the versions.
    pub(crate) fn well_known(&self, name: &str) -> Result<Url, Error> {
        let mut url = self.url(&[])?;
        url.path_segments_mut()
            .map_err(|()| Error::Unsendable("The address of Clerk is not one that has paths."))?
            .pop()
            .extend([".well-known", name]);
        Ok(url)
    }

    /// Sends, and hands back the answer if it is a success, else Clerk's refusal.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: &Url,
        content_type: &'static str,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
        body: Bytes,
    ) -> Result<Response<Bytes>, Error> {
        let mut request = Request::new(body);
        *request.method_mut() = method.clone();
        *request.uri_mut() = url
            .as_str()
            .parse()
            .map_err(|_| Error::Unsendable("The address of Clerk cannot be requested."))?;
        let own = request.headers_mut();
        own.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        own.insert(
            USER_AGENT,
            HeaderValue::from_static(concat!("understudy/", env!("CARGO_PKG_VERSION"))),
        );
        own.extend(headers);
        let response = self.transport.send(request).await?;
        tracing::debug!(%method, path = url.path(), status = response.status().as_u16(), "Clerk answered");
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(refusal(&response))
        }
    }
}

/// A header value that debug prints of headers do not show.
pub(crate) fn sensitive(value: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| Error::Unsendable("A key holds characters that cannot be sent."))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Reads the body of a success.
pub(crate) fn read<T: DeserializeOwned>(response: &Response<Bytes>) -> Result<T, Error> {
    serde_json::from_slice(response.body()).map_err(|error| garbage(response.status(), &error))
}

/// Where the answer went wrong, without quoting it: it may hold tokens.
fn garbage(status: StatusCode, error: &serde_json::Error) -> Error {
    let (kind, line, column) = (error.classify(), error.line(), error.column());
    Error::Garbage(format!(
        "status {}, {kind:?} error at line {line}, column {column}",
        status.as_u16()
    ))
}

fn refusal(response: &Response<Bytes>) -> Error {
    // A proxy in between may answer in HTML; the status still says something.
    let envelope = serde_json::from_slice::<ErrorEnvelope>(response.body()).unwrap_or_default();
    let headers = response.headers();
    Error::Api {
        status: response.status().as_u16(),
        errors: envelope.errors,
        retry_after: retry_after(headers),
        trace_id: envelope
            .clerk_trace_id
            .or_else(|| text(headers, "cf-ray").map(str::to_owned)),
    }
}

fn text<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok()
}
