use std::sync::{Mutex, MutexGuard, PoisonError};

use ambient::{Clock, Millis, SECOND};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use super::{Transport, TransportError};

/// Stops asking somebody who does not answer: after some failures in a row it answers at once, with how long it
/// rests; then it lets one request through, and goes on resting or recovers by what becomes of that one.
pub struct Breaker<T> {
    inner: T,
    fuse: Fuse,
    clock: Clock,
    state: Mutex<State>,
}

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fuse {
    /// After so many failures in a row.
    pub failures: u32,
    /// How long nothing is asked, in milliseconds.
    pub rest: Millis,
}

impl Default for Fuse {
    fn default() -> Self {
        Self {
            failures: 5,
            rest: 10 * SECOND,
        }
    }
}

#[derive(Default)]
struct State {
    failures: u32,
    /// Since when it is open.
    opened_at: Option<Millis>,
    /// Whether the one request that is let through after the rest is under way.
    probing: bool,
}

impl<T> Breaker<T> {
    /// Closed, over `inner`.
    pub fn new(inner: T, fuse: Fuse, clock: Clock) -> Self {
        Self {
            inner,
            fuse,
            clock,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(&self) -> Result<Admission<'_>, TransportError> {
        let mut state = self.state();
        let mut probe = false;
        if let Some(opened_at) = state.opened_at {
            let passed = self.clock.now() - opened_at;
            // A clock that was put back must not keep it open.
            if (0..self.fuse.rest).contains(&passed) {
                return Err(resting(self.fuse.rest - passed));
            }
            if state.probing {
                return Err(resting(SECOND));
            }
            (state.probing, probe) = (true, true);
        }
        Ok(Admission {
            state: &self.state,
            probe,
        })
    }

    fn note(&self, admission: &Admission<'_>, failed: bool) {
        let mut state = self.state();
        if !failed {
            if state.opened_at.is_some() {
                tracing::info!("Clerk answers again");
            }
            *state = State::default();
            return;
        }
        state.failures = state.failures.saturating_add(1);
        let blown = state.opened_at.is_none() && state.failures >= self.fuse.failures;
        if blown || admission.probe {
            if blown {
                tracing::error!("Clerk does not answer; it is asked again after a rest");
            }
            state.opened_at = Some(self.clock.now());
        }
    }
}

/// One request that was let through. A probe that is given up on the way makes room for the next.
struct Admission<'breaker> {
    state: &'breaker Mutex<State>,
    probe: bool,
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        if self.probe {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.probing = false;
        }
    }
}

fn resting(left: Millis) -> TransportError {
    let seconds = u64::try_from(left).unwrap_or(0);
    TransportError::Resting {
        seconds: seconds.div_ceil(SECOND.unsigned_abs()),
    }
}

/// Whether nobody was there. An answer that something in between gives in Clerk's place is none of Clerk's.
fn is_failure(answer: &Result<Response<Bytes>, TransportError>) -> bool {
    match answer {
        Ok(answer) => matches!(
            answer.status(),
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
        ),
        Err(
            TransportError::Unreachable(_)
            | TransportError::Timeout
            | TransportError::Interrupted(_),
        ) => true,
        // Too large an answer is an answer, and the rest never came to asking.
        Err(_) => false,
    }
}

#[async_trait]
impl<T: Transport> Transport for Breaker<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let admission = self.admit()?;
        let answer = self.inner.send(request).await;
        self.note(&admission, is_failure(&answer));
        answer
    }
}
