use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use tokio::time::{Instant, sleep};

use super::retry_after::retry_after;
use super::{Transport, TransportError};

/// Asks again where that cannot do anything twice: a GET that found nobody, was cut off or was put off, and
/// any request that never left because nobody took the connection. What may have arrived is not sent twice.
#[derive(Clone, Debug)]
pub struct Retrying<T> {
    inner: T,
    retries: Retries,
}

/// How often and how long it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    /// How often in all.
    pub tries: u32,
    /// How long to wait before the second try; before each further one twice as long.
    pub pause: Duration,
    /// The longest `Retry-After` that is waited for. A longer one is the caller's to read.
    pub longest: Duration,
    /// No try begins later than this after the first.
    pub within: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            tries: 3,
            pause: Duration::from_millis(200),
            longest: Duration::from_secs(2),
            within: Duration::from_secs(5),
        }
    }
}

impl<T> Retrying<T> {
    /// Tries over `inner`.
    pub fn new(inner: T, retries: Retries) -> Self {
        Self { inner, retries }
    }

    /// How long to wait before the same is asked again, if it may be. `pause` is for answers that do not say.
    fn wait(
        &self,
        method: &Method,
        answer: &Result<Response<Bytes>, TransportError>,
        pause: Duration,
    ) -> Option<Duration> {
        let answer = match answer {
            // Nobody took the connection, so nobody has the request.
            Err(TransportError::Unreachable(_)) => return Some(pause),
            Err(TransportError::Interrupted(_)) if method == Method::GET => return Some(pause),
            Ok(answer) if method == Method::GET => answer,
            _ => return None,
        };
        let asked = retry_after(answer.headers()).map(Duration::from_secs);
        let wait = match answer.status() {
            StatusCode::TOO_MANY_REQUESTS => asked?,
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => asked.unwrap_or(pause),
            _ => return None,
        };
        (wait <= self.retries.longest).then_some(wait)
    }
}

#[async_trait]
impl<T: Transport> Transport for Retrying<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let begun = Instant::now();
        let mut pause = self.retries.pause;
        for _ in 1..self.retries.tries {
            let answer = self.inner.send(request.clone()).await;
            match self.wait(request.method(), &answer, pause) {
                Some(wait) if begun.elapsed() + wait <= self.retries.within => {
                    tracing::debug!(path = request.uri().path(), ?wait, "Clerk is asked again");
                    sleep(wait).await;
                }
                _ => return answer,
            }
            pause *= 2;
        }
        self.inner.send(request).await
    }
}
