//! Clerk's API in Rust: wire types, a backend and a frontend client over one of two transports, and
//! the verification of session tokens.
//!
//! The same types serve both ends: the embedded provider sends them, the clients read them.

mod backend;
mod error;
mod exchange;
mod frontend;
mod publishable_key;
mod query;
mod secret;
mod session_claims;
mod session_verifier;
#[cfg(feature = "tower")]
pub mod tower;
mod transport;
pub mod types;
mod verifier;
mod webhook;

pub use backend::{
    ActClaim, BackendClient, Metadata, NewActorToken, NewUser, SessionFilter, UserFilter,
    UserUpdate,
};
pub use error::Error;
pub use exchange::API_VERSION;
pub use frontend::{Answer, CodeTo, FrontendClient, Proof, SignInRequest};
pub use publishable_key::{KeyEnvironment, PublishableKey, PublishableKeyError};
pub use secret::{ClientToken, Secret, SecretKey};
pub use session_claims::SessionClaims;
pub use session_verifier::{SESSION_CATEGORY, SessionVerifier, VerifyError};
pub use transport::{
    Breaker, Fuse, Local, Network, Pausing, Retries, Retrying, Transport, TransportError, date_of,
    guarded,
};
pub use types::{
    ActorToken, ActorTokenStatus, Client, ClientSession, EmailAddress, Environment, ErrorEnvelope,
    ErrorItem, Event, JsonMap, Jwk, Jwks, Session, SessionStatus, SignIn, SignInFactor,
    SignInStatus, Token, User, Wrapped,
};
pub use verifier::{Rejected, Verifier};
pub use webhook::{SigningSecretError, WebhookError, WebhookHead, WebhookSigner, WebhookVerifier};
