//! Clerk's API in Rust: wire types, a backend and a frontend client over one of two transports, and
//! the verification of session tokens.
//!
//! The same types serve both ends: the embedded provider sends them, the clients read them.

mod secret;
pub mod types;

pub use secret::{ClientToken, Secret, SecretKey};
pub use types::{
    ActorToken, ActorTokenStatus, Client, ClientSession, EmailAddress, Environment, ErrorEnvelope,
    ErrorItem, JsonMap, Jwk, Jwks, Session, SessionStatus, SignIn, SignInStatus, Token, User,
    Wrapped,
};
