//! Hears what the other side says of the time.

use std::sync::{Arc, Mutex, PoisonError};

use ambient::{Clock, Millis, SECOND};
use async_trait::async_trait;
use bytes::Bytes;
use clerk::{Transport, TransportError};
use http::{Request, Response};

use super::report::Report;

/// Session tokens are taken while the clocks differ by no more than this.
const BEARABLE: Millis = 5 * SECOND;

/// By how much the other clock is ahead of ours, in milliseconds, from each answer that said.
#[derive(Default)]
pub struct Witness(Mutex<Vec<Millis>>);

/// A transport whose answers are witnessed.
pub struct Watched<T> {
    inner: T,
    witness: Arc<Witness>,
}

impl Witness {
    /// Listens to what comes over `inner`.
    pub fn before<T>(self: Arc<Self>, inner: T) -> Watched<T> {
        Watched {
            inner,
            witness: self,
        }
    }

    /// Reports by how much the clocks differ at least: an answer is on its way for some time.
    pub fn examine(&self, report: &mut Report) {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ahead) = heard.iter().copied().min_by_key(|ahead| ahead.abs()) else {
            return report.note(
                "clock",
                "no answer says what time it is, so there is nothing to compare",
            );
        };
        let seconds = ahead.abs() / SECOND;
        let side = if ahead > 0 { "behind" } else { "ahead of" };
        if ahead.abs() <= BEARABLE {
            report.ok("clock", format!("differs from Clerk's by {seconds} s"));
        } else {
            report.fail(
                "clock",
                format!("is {seconds} s {side} Clerk's, so session tokens are not taken: let the machine set it (NTP)"),
            );
        }
    }
}

#[async_trait]
impl<T: Transport> Transport for Watched<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let answer = self.inner.send(request).await?;
        if let Some(then) = clerk::date_of(answer.headers()) {
            let ahead = then - Clock::system().now();
            let mut heard = self
                .witness
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            heard.push(ahead);
        }
        Ok(answer)
    }
}
