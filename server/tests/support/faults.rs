use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use clerk::TransportError;
use http::{Request, Response};

/// What can happen to a request on its way to the provider, or to the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not arrive.
    Gone,
    /// It does not arrive, and nobody says so until the time is up.
    Slow,
    /// It is carried out, and the answer does not come in time.
    Lost,
    /// It is carried out, and what comes back cannot be read.
    Garbage,
    /// Something in between answers in its place.
    Proxy,
    /// It is never answered at all.
    Silence,
    /// It is not even sent, for so many seconds yet.
    Resting(u64),
}

impl Fault {
    /// Those that come to an end.
    pub const ALL: [Self; 5] = [
        Self::Gone,
        Self::Slow,
        Self::Lost,
        Self::Garbage,
        Self::Proxy,
    ];

    /// What the console sees, where `carry_out` is the provider's answer.
    pub async fn strike(
        self,
        carry_out: impl Future<Output = Result<Response<Bytes>, TransportError>>,
    ) -> Result<Response<Bytes>, TransportError> {
        match self {
            Self::Gone => Err(TransportError::Unreachable("the line is cut".to_owned())),
            Self::Slow => Err(TransportError::Timeout),
            Self::Lost => carry_out.await.and(Err(TransportError::Timeout)),
            Self::Garbage => {
                let mut answer = carry_out.await?;
                *answer.body_mut() = Bytes::from_static(b"{\"response\": [\xff");
                Ok(answer)
            }
            Self::Proxy => {
                let page = Bytes::from_static(b"<html>502 Bad Gateway</html>");
                Ok(Response::builder().status(502).body(page).unwrap())
            }
            Self::Silence => std::future::pending().await,
            Self::Resting(seconds) => Err(TransportError::Resting { seconds }),
        }
    }
}

/// Something that happens to a request before it goes on.
pub type Twist = Box<dyn Fn(Request<Bytes>) -> Twisted + Send + Sync>;
/// The request that goes on.
pub type Twisted = Pin<Box<dyn Future<Output = Request<Bytes>> + Send>>;
/// Somebody who answers in the provider's place, or passes on what they make of the request.
pub type Script = Box<dyn Fn(Request<Bytes>) -> Scripted + Send + Sync>;
/// What became of a request.
pub enum Scripted {
    Answered(Response<Bytes>),
    Passed(Request<Bytes>),
}
/// Something that happens to an answer.
pub type Forgery = Box<dyn Fn(&mut Response<Bytes>) + Send + Sync>;
