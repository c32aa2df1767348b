//! The server's side of the application: the context through which it reaches the world.

mod advice;
mod attempt;
mod caller;
mod errors;
mod flash;
pub mod load;
pub mod log;
pub mod orders;
mod ports;
pub mod present;
mod profiles;
mod visit;

pub use advice::{ADVICE, Advice, told, told_of_token};
pub use attempt::{FactorStep, Means, Offer, SignInAttempt};
pub use caller::{Caller, ImpersonatedSession, SignedInSession};
pub use flash::Flash;
pub use ports::{Begun, BrowserSessions, SignInProgress};
pub use profiles::Profiles;
pub use visit::Visit;

use std::sync::Arc;

/// Everything that pages and server functions may use. The server builds it once and gives it to every
/// request as context.
#[derive(Clone)]
pub struct Backend {
    /// Clerk's Backend API.
    pub clerk: clerk::BackendClient,
    /// Users as lists show them.
    pub profiles: Profiles,
    /// The rules, the life of impersonations and their record.
    pub impersonations: impersonation::Impersonations,
    /// Who each browser is, and how that changes.
    pub browser: Arc<dyn BrowserSessions>,
    /// How browsers reach the console: scheme, host and port.
    pub base_url: url::Url,
    /// The time.
    pub clock: ambient::Clock,
    /// Makes the keys of forms.
    pub random: ambient::Random,
    /// Names of assets, for the document.
    pub leptos: leptos::config::LeptosOptions,
}

impl Backend {
    /// The backend of the request that is being answered.
    ///
    /// # Panics
    /// Outside a request; the server provides it to every one.
    pub fn current() -> Self {
        leptos::prelude::expect_context::<Self>()
    }
}
