use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use axum::Router;
use bytes::Bytes;
use clerk::{Local, Transport, TransportError};
use http::{Request, Response};

use super::faults::{Fault, Forgery, Script, Scripted, Twist, Twisted};
use super::spec;

/// The line from the console to the provider: it remembers what was asked, holds it against Clerk's descriptions,
/// can be cut, and can be tampered with.
#[derive(Clone)]
pub struct Line(Arc<Inner>);

struct Inner {
    provider: Arc<dyn Transport>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: Vec<String>,
    cut: Option<String>,
    /// How many requests still pass before which fault strikes.
    fault: Option<(usize, Fault)>,
    /// What strikes every request that begins like this.
    standing: Option<(String, Fault)>,
    twist: Option<(String, Arc<Twist>)>,
    forgery: Option<(String, Arc<Forgery>)>,
    script: Option<Arc<Script>>,
}

impl Line {
    /// Straight into the provider.
    pub fn new(provider: Router) -> Self {
        Self::over(Arc::new(Local::new(spec::checked(provider))))
    }

    /// Over something that is a line itself.
    pub fn over(provider: Arc<dyn Transport>) -> Self {
        Self(Arc::new(Inner {
            provider,
            state: Mutex::default(),
        }))
    }

    /// From now on nothing that begins like this (`POST /v1/actor_tokens`) arrives; the empty text
    /// cuts everything off.
    pub fn cut(&self, beginning: &str) {
        self.state().cut = Some(beginning.to_owned());
    }

    /// Lets `passing` requests through and then strikes once.
    pub fn fail_after(&self, passing: usize, fault: Fault) {
        self.state().fault = Some((passing, fault));
    }

    /// From now on this happens to every request that begins like this.
    pub fn fail_at(&self, beginning: &str, fault: Fault) {
        self.state().standing = Some((beginning.to_owned(), fault));
    }

    /// Something happens to each request that begins like this before it arrives.
    pub fn twist(
        &self,
        beginning: &str,
        twist: impl Fn(Request<Bytes>) -> Twisted + Send + Sync + 'static,
    ) {
        self.state().twist = Some((beginning.to_owned(), Arc::new(Box::new(twist))));
    }

    /// Something happens to the answer of each request that begins like this.
    pub fn forge(
        &self,
        beginning: &str,
        forgery: impl Fn(&mut Response<Bytes>) + Send + Sync + 'static,
    ) {
        self.state().forgery = Some((beginning.to_owned(), Arc::new(Box::new(forgery))));
    }

    /// Somebody answers in the provider's place from now on.
    pub fn script(&self, script: impl Fn(Request<Bytes>) -> Scripted + Send + Sync + 'static) {
        self.state().script = Some(Arc::new(Box::new(script)));
    }

    /// Everything arrives again. Says whether a fault that was to strike has done so.
    pub fn mend(&self) -> bool {
        let mut state = self.state();
        let struck = state.fault.take().is_none();
        let asked = std::mem::take(&mut state.asked);
        *state = State {
            asked,
            ..State::default()
        };
        struck
    }

    /// What was asked since the last time, by method and path.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, what: &str) -> Option<Fault> {
        let mut state = self.state();
        state.asked.push(what.to_owned());
        let cut = state.cut.as_deref();
        if cut.is_some_and(|beginning| what.starts_with(beginning)) {
            return Some(Fault::Gone);
        }
        if let Some((beginning, fault)) = &state.standing
            && what.starts_with(beginning)
        {
            return Some(*fault);
        }
        match &mut state.fault {
            Some((0, fault)) => {
                let fault = *fault;
                state.fault = None;
                Some(fault)
            }
            Some((passing, _)) => {
                *passing -= 1;
                None
            }
            None => None,
        }
    }
}

#[async_trait]
impl Transport for Line {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let what = format!("{} {}", request.method(), request.uri().path());
        let concerns = |beginning: &String| what.starts_with(beginning);
        let (method, uri) = (request.method(), request.uri());
        spec::check_request(method, uri, request.headers(), request.body());
        let fault = self.fault(&what);
        let twist = self.state().twist.clone();
        if let Some((_, twist)) = twist.filter(|(beginning, _)| concerns(beginning)) {
            request = twist(request).await;
        }
        let script = self.state().script.clone();
        if let Some(script) = script.filter(|_| fault.is_none()) {
            match script(request) {
                Scripted::Answered(answer) => return Ok(answer),
                Scripted::Passed(passed) => request = passed,
            }
        }
        let answer = self.0.provider.send(request);
        let mut answer = match fault {
            Some(fault) => fault.strike(answer).await,
            None => answer.await,
        };
        let forgery = self.state().forgery.clone();
        if let (Some((_, forgery)), Ok(answer)) = (
            forgery.filter(|(beginning, _)| concerns(beginning)),
            &mut answer,
        ) {
            forgery(answer);
        }
        answer
    }
}
