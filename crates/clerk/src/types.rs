//! What travels on the wire, both ways: the embedded provider sends these types, the clients read them.
//!
//! Sending follows Clerk's published schemas to the letter: what they require is always there, as
//! `null` where there is nothing. Reading is lenient: unknown fields and unknown words never break it.
//! All times are Unix milliseconds.

mod actor_token;
mod client;
mod client_record;
mod client_session;
mod email_address;
mod envelope;
pub mod environment;
mod event;
mod instance;
mod jwks;
mod lenient;
mod open_enum;
mod session;
mod session_reverification;
mod sign_in;
mod sign_in_token;
mod testing_token;
mod token;
mod user;
mod verification;

pub use actor_token::{ActorToken, ActorTokenStatus};
pub use client::Client;
pub use client_record::ClientRecord;
pub use client_session::{ClientSession, PublicUserData};
pub use email_address::{EmailAddress, IdentificationLink};
pub use envelope::{DeletedObject, ErrorEnvelope, ErrorItem, Page, TotalCount, Wrapped};
pub use environment::Environment;
pub use event::Event;
pub use instance::Instance;
pub use jwks::{Jwk, Jwks};
pub use session::{Session, SessionActivity, SessionStatus, SessionTask};
pub use session_reverification::SessionReverification;
pub use sign_in::{SignIn, SignInFactor, SignInStatus, SignInUserData};
pub use sign_in_token::{SignInToken, SignInTokenStatus};
pub use testing_token::TestingToken;
pub use token::Token;
pub use user::User;
pub use verification::{Verification, VerificationStatus};

/// A JSON object whose members are not fixed: metadata, an actor, the `meta` of an error.
pub type JsonMap = serde_json::Map<String, serde_json::Value>;
