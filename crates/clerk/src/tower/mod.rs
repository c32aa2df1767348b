//! For a customer's application behind Clerk: who sends a request, and whether somebody else is at the keyboard.
//!
//! [`SessionLayer`] verifies the session token of each request and says who it is; [`Require`] lets pass only who
//! is signed in, or only who is signed in as themselves. With axum:
//!
//! ```
//! # use axum::{Extension, Router, routing::{get, post}};
//! # use clerk::tower::{Require, SessionLayer, Visitor};
//! # fn app(sessions: SessionLayer) -> Router {
//! Router::new()
//!     .route("/password", post(|| async { "changed" })).layer(Require::oneself())
//!     .route("/orders", get(orders)).layer(Require::signed_in())
//!     .layer(sessions)
//! # }
//! # async fn orders(Extension(visitor): Extension<Visitor>) -> String { format!("{visitor:?}") }
//! ```

mod identify;
mod refusal;
mod require;
mod token;
mod visitor;

pub use identify::{Identify, NoOrigin, SessionLayer};
pub use require::{Guarded, Require};
pub use visitor::{Impersonation, Session, Visitor};
