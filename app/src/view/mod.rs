//! What pages show: small, flat models that carry nothing which must not leave the server.

mod impersonation;
mod moment;
mod presence;
mod user;

pub use impersonation::{Fact, ImpersonationItem, Phase, Standing, Verdict};
pub use moment::{Moment, distance};
pub use presence::Presence;
pub use user::{ActorView, SessionItem, UserDetail, UserPage, UserSummary, UserView, initials};
