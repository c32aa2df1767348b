use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use axum::Router;
use bytes::Bytes;
use clerk::{Local, Transport, TransportError};
use http::{Request, Response};

/// The line from the console to the provider: it remembers what was asked, and can be cut.
#[derive(Clone)]
pub struct Line(Arc<Inner>);

struct Inner {
    provider: Local<Router>,
    asked: Mutex<Vec<String>>,
    cut: Mutex<Option<String>>,
}

impl Line {
    pub fn new(provider: Router) -> Self {
        Self(Arc::new(Inner {
            provider: Local::new(provider),
            asked: Mutex::default(),
            cut: Mutex::default(),
        }))
    }

    /// From now on nothing that begins like this (`POST /v1/actor_tokens`) arrives; the empty text
    /// cuts everything off.
    pub fn cut(&self, beginning: &str) {
        *self.0.cut.lock().unwrap_or_else(PoisonError::into_inner) = Some(beginning.to_owned());
    }

    pub fn mend(&self) {
        *self.0.cut.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What was asked since the last time, by method and path.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Transport for Line {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let what = format!("{} {}", request.method(), request.uri().path());
        let cut = self
            .0
            .cut
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let is_cut = cut.is_some_and(|beginning| what.starts_with(&beginning));
        self.0
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(what);
        if is_cut {
            return Err(TransportError::Unreachable("the line is cut".to_owned()));
        }
        self.0.provider.send(request).await
    }
}
