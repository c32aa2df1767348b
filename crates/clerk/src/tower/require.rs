use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower::{Layer, Service};

use super::Visitor;
use super::refusal::{impersonated, signed_out};

/// Lets pass only some visitors, whom [`SessionLayer`](super::SessionLayer) around it must have identified:
/// whoever it has not seen is signed out.
#[derive(Clone, Copy, Debug)]
pub struct Require(Whom);

#[derive(Clone, Copy, Debug)]
enum Whom {
    SignedIn,
    Oneself,
}

impl Require {
    /// Whoever is signed in, also as somebody else. Others are answered with status 401.
    pub fn signed_in() -> Self {
        Self(Whom::SignedIn)
    }

    /// Whoever is signed in as themselves. Who works as somebody else is answered with status 403: for what must
    /// not be done inside an impersonation, such as changing password, e-mail or second factors, deleting the
    /// account, or granting access.
    pub fn oneself() -> Self {
        Self(Whom::Oneself)
    }

    /// The answer to whom it does not let pass.
    fn refusal<R: From<String>>(self, visitor: Option<&Visitor>) -> Option<Response<R>> {
        match (visitor, self.0) {
            (Some(Visitor::SignedIn(session)), Whom::Oneself) => {
                session.impersonation().map(|_| impersonated())
            }
            (Some(Visitor::SignedIn(_)), Whom::SignedIn) => None,
            (Some(Visitor::SignedOut(why)), _) => Some(signed_out(*why)),
            (None, _) => Some(signed_out(None)),
        }
    }
}

impl<S> Layer<S> for Require {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded {
            require: *self,
            inner,
        }
    }
}

/// What [`Require`] makes of a service.
#[derive(Clone, Debug)]
pub struct Guarded<S> {
    require: Require,
    inner: S,
}

impl<S, B, R> Service<Request<B>> for Guarded<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    R: From<String> + Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match self.require.refusal(request.extensions().get()) {
            Some(refusal) => Box::pin(async { Ok(refusal) }),
            None => Box::pin(self.inner.call(request)),
        }
    }
}
