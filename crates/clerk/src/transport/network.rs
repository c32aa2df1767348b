use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

use super::{MAX_ANSWER, Transport, TransportError};

/// Over the network, with TLS where the address says so; connections are kept and used again.
///
/// Redirects are not followed: a key meant for Clerk goes nowhere else.
#[derive(Clone, Debug)]
pub struct Network(reqwest::Client);

impl Network {
    /// With limits of 5 seconds for a connection and 10 seconds in all.
    pub fn new() -> Result<Self, TransportError> {
        Self::with_limits(Duration::from_secs(5), Duration::from_secs(10))
    }

    /// With limits for making a connection, and for everything up to the last byte of the answer.
    pub fn with_limits(connect: Duration, total: Duration) -> Result<Self, TransportError> {
        reqwest::Client::builder()
            .connect_timeout(connect)
            .timeout(total)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map(Self)
            .map_err(|error| TransportError::SetUp(words(error)))
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(failure)?;
        let mut answer = self.0.execute(request).await.map_err(failure)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

fn failure(error: reqwest::Error) -> TransportError {
    if error.is_timeout() {
        TransportError::Timeout
    } else if error.is_connect() || error.is_builder() {
        TransportError::Unreachable(words(error))
    } else {
        TransportError::Interrupted(words(error))
    }
}

/// The innermost cause, which is the one that helps ("connection refused"), never the address.
fn words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
