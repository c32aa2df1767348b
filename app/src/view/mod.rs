//! What pages show: small, flat models that carry nothing which must not leave the server.

mod impersonation;
mod moment;
mod user;

pub use impersonation::{Fact, ImpersonationItem, Verdict};
pub use moment::Moment;
pub use user::{ActorView, SessionItem, UserDetail, UserPage, UserSummary, UserView, initials};
