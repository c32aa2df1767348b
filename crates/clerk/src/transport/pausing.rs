use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ambient::{Clock, MINUTE, Millis, SECOND};
use async_trait::async_trait;
use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderValue, Request, Response, StatusCode};

use super::retry_after::retry_after;
use super::{Transport, TransportError};

/// Nobody is made to wait for longer by a header, whatever it says.
const LONGEST: Millis = 60 * MINUTE;

/// Asks no sooner again than Clerk said: until then the same kind of request gets Clerk's answer once more, with
/// the time that is left.
pub struct Pausing<T> {
    inner: T,
    clock: Clock,
    pauses: Mutex<HashMap<String, Pause>>,
}

struct Pause {
    since: Millis,
    span: Millis,
    answer: Response<Bytes>,
}

impl<T> Pausing<T> {
    /// Pauses before `inner`.
    pub fn new(inner: T, clock: Clock) -> Self {
        Self {
            inner,
            clock,
            pauses: Mutex::default(),
        }
    }

    fn pauses(&self) -> MutexGuard<'_, HashMap<String, Pause>> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Clerk's last answer to such a request, while it holds.
    fn held(&self, kind: &str) -> Option<Response<Bytes>> {
        let mut pauses = self.pauses();
        let pause = pauses.get(kind)?;
        let passed = self.clock.now() - pause.since;
        // A clock that was put back must not keep it for ever.
        if !(0..pause.span).contains(&passed) {
            pauses.remove(kind);
            return None;
        }
        let left = (pause.span - passed + SECOND - 1) / SECOND;
        let mut answer = pause.answer.clone();
        answer
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(left));
        Some(answer)
    }

    fn note(&self, kind: String, answer: &Response<Bytes>) {
        let put_off = matches!(
            answer.status(),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        );
        let seconds = retry_after(answer.headers()).filter(|seconds| put_off && *seconds > 0);
        let Some(seconds) = seconds else { return };
        let span = Millis::try_from(seconds)
            .unwrap_or(LONGEST)
            .min(LONGEST / SECOND)
            * SECOND;
        tracing::warn!(kind, seconds, "Clerk wants to be left alone");
        let pause = Pause {
            since: self.clock.now(),
            span,
            answer: answer.clone(),
        };
        self.pauses().insert(kind, pause);
    }
}

/// What Clerk's limits are counted by: the operation, whoever it is about. There are as many as operations.
fn kind(request: &Request<Bytes>) -> String {
    let is_id = |segment: &str| {
        segment
            .bytes()
            .any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    let uri = request.uri();
    let path = uri
        .path()
        .split('/')
        .map(|segment| if is_id(segment) { "*" } else { segment });
    let host = uri.host().unwrap_or_default();
    format!(
        "{} {host}{}",
        request.method(),
        path.collect::<Vec<_>>().join("/")
    )
}

#[async_trait]
impl<T: Transport> Transport for Pausing<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let kind = kind(&request);
        if let Some(answer) = self.held(&kind) {
            return Ok(answer);
        }
        let answer = self.inner.send(request).await?;
        self.note(kind, &answer);
        Ok(answer)
    }
}
