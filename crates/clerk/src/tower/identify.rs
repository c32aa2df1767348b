use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{HeaderMap, Request, Response};
use tower::{Layer, Service};

use super::refusal::keys_unavailable;
use super::token::session_tokens;
use super::{Session, Visitor};
use crate::{Rejected, Verifier};

/// Verifies the session token of each request and puts a [`Visitor`] among its extensions.
///
/// The token comes from `Authorization: Bearer`, else from Clerk's `__session` cookies. Whoever sends none, or one
/// that is not taken, is signed out; what that means is for [`Require`](super::Require) and the handlers to say.
/// While the instance's keys cannot be fetched, nobody can be told from anybody: requests with a token are
/// answered with status 503.
#[derive(Clone)]
pub struct SessionLayer(Arc<Verifier>);

/// No origin was named. Without one, a token that another site of the same instance asked for would be taken here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("name the origins of your application, such as https://app.example.com")]
pub struct NoOrigin;

impl SessionLayer {
    /// Takes tokens that `verifier` accepts and whose `azp` is one of `origins`.
    pub fn new(
        verifier: Verifier,
        origins: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, NoOrigin> {
        let origins: Vec<String> = origins.into_iter().map(Into::into).collect();
        if origins.is_empty() {
            return Err(NoOrigin);
        }
        Ok(Self(Arc::new(verifier.with_authorized_parties(origins))))
    }
}

impl<S> Layer<S> for SessionLayer {
    type Service = Identify<S>;

    fn layer(&self, inner: S) -> Identify<S> {
        Identify {
            verifier: Arc::clone(&self.0),
            inner,
        }
    }
}

/// What [`SessionLayer`] makes of a service.
#[derive(Clone)]
pub struct Identify<S> {
    verifier: Arc<Verifier>,
    inner: S,
}

impl<S, B, R> Service<Request<B>> for Identify<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: From<String>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // The one that said it was ready is the one that is called.
        let waiting = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, waiting);
        let verifier = Arc::clone(&self.verifier);
        Box::pin(async move {
            let Ok(visitor) = identify(&verifier, request.headers()).await else {
                return Ok(keys_unavailable());
            };
            request.extensions_mut().insert(visitor);
            inner.call(request).await
        })
    }
}

/// The first token that is taken; else why the last one was not.
async fn identify(verifier: &Verifier, headers: &HeaderMap) -> Result<Visitor, crate::Error> {
    let mut why = None;
    for token in session_tokens(headers) {
        match verifier.verify(token).await {
            Ok(claims) => return Ok(Visitor::SignedIn(Session::new(claims))),
            Err(Rejected::Token(error)) => why = Some(error),
            Err(Rejected::Keys(error)) => {
                tracing::warn!(%error, "no session token can be verified");
                return Err(error);
            }
        }
    }
    Ok(Visitor::SignedOut(why))
}
