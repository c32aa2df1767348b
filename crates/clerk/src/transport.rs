//! What carries a request to Clerk and its answer back: the network, or a call into a service of
//! this process. Nothing above knows which.

mod breaker;
mod local;
mod network;
mod pausing;
mod retry_after;
mod retrying;

use std::sync::Arc;

use ambient::Clock;
use async_trait::async_trait;
use bytes::Bytes;

pub use breaker::{Breaker, Fuse};
pub use local::Local;
pub use network::Network;
pub use pausing::Pausing;
pub use retry_after::date_of;
pub(crate) use retry_after::retry_after;
pub use retrying::{Retries, Retrying};

/// The largest answer that is read, in bytes: five hundred users with all the metadata they may have.
const MAX_ANSWER: usize = 32 * 1024 * 1024;

/// Carries one request and brings back its answer, whatever its status.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends `request`, whose address is absolute, and reads the whole answer.
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        (**self).send(request).await
    }
}

/// One of Clerk's APIs over `network`, asked as a good guest asks: again where that is safe, no sooner than
/// Clerk wants, and not at all while nobody answers. Each API wants one of its own; the network can be shared.
pub fn guarded<T: Transport>(
    network: T,
    retries: Retries,
    fuse: Fuse,
    clock: &Clock,
) -> Pausing<Breaker<Retrying<T>>> {
    let breaker = Breaker::new(Retrying::new(network, retries), fuse, clock.clone());
    Pausing::new(breaker, clock.clone())
}

/// There was no answer. Says nothing about the request, which may hold secrets.
///
/// A request that failed like this may still have been carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Nobody was there, or nobody who speaks for that name.
    #[error("Clerk cannot be reached: {0}")]
    Unreachable(String),
    /// No whole answer within the limit.
    #[error("Clerk did not answer in time")]
    Timeout,
    /// The connection broke before the answer was whole, or what came was no HTTP.
    #[error("Clerk's answer broke off: {0}")]
    Interrupted(String),
    /// The answer was larger than anything Clerk sends.
    #[error("Clerk's answer is too large")]
    TooLarge,
    /// Nobody answered of late, so nothing was sent: a [`Breaker`] rests.
    #[error("Clerk does not answer and is asked again in {seconds} s")]
    Resting {
        /// For how long yet.
        seconds: u64,
    },
    /// The transport itself could not be set up.
    #[error("the network transport could not be set up: {0}")]
    SetUp(String),
}

impl TransportError {
    /// What happened, in a sentence for people.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Unreachable(_) | Self::Resting { .. } | Self::SetUp(_) => {
                "Clerk cannot be reached."
            }
            Self::Timeout => "Clerk did not answer in time.",
            Self::Interrupted(_) | Self::TooLarge => "Clerk's answer could not be read.",
        }
    }
}
