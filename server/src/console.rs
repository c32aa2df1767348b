use std::sync::Arc;
use std::time::Duration;

use ambient::{Clock, Random};
use app::backend::{Backend, Profiles};
use clerk::{BackendClient, FrontendClient, Verifier, WebhookVerifier};
use impersonation::Impersonations;
use leptos::config::LeptosOptions;
use url::Url;

use crate::browser_sessions::{BrowserSessionService, Cookies, Leaving, Outdated, Seal, Store};
use crate::clerk_identity::ClerkIdentity;
use crate::client_address::TrustedProxies;
use crate::sign_in_throttle::{SignInThrottle, Throttling};
use crate::webhooks::{Messages, WebhookService};

/// Who may sign in here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever has a staff role.
    Staff,
    /// Customers too.
    Everyone,
}

/// A request may take so long: longer than the slowest call to Clerk.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What the console is told about itself.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address under which browsers reach it. Requests for another host are refused.
    pub base_url: Url,
    /// What names this instance's cookie: Clerk's instance, or the provider's.
    pub instance: String,
    /// Who may sign in.
    pub audience: Audience,
    /// How often one may be wrong at the sign-in.
    pub throttling: Throttling,
    /// Whose word is taken for where a request came from.
    pub trusted_proxies: TrustedProxies,
    /// By what Clerk's webhooks are believed; `None` where none are taken.
    pub webhooks: Option<WebhookVerifier>,
    /// How long a request may take once it is known who calls.
    pub patience: Duration,
    /// Where assets lie and what they are called.
    pub leptos: LeptosOptions,
}

/// What the program puts together for a console.
pub struct Parts {
    /// The pool of `console.db`.
    pub pool: database::Pool,
    /// Clerk's Backend API.
    pub backend: BackendClient,
    /// Clerk's Frontend API.
    pub frontend: FrontendClient,
    /// Who issues session tokens.
    pub issuer: String,
    /// From users of Clerk to people as the rules know them.
    pub identity: ClerkIdentity,
    /// The domain.
    pub impersonations: Impersonations,
    /// What the console is told about itself.
    pub settings: Settings,
    /// Encrypts Clerk's tokens at rest.
    pub sealing_key: [u8; 32],
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
}

/// The console. Clones share it.
#[derive(Clone)]
pub struct Console {
    pub(crate) pool: database::Pool,
    pub(crate) settings: Arc<Settings>,
    pub(crate) browser_sessions: Arc<BrowserSessionService>,
    pub(crate) webhooks: Arc<WebhookService>,
    /// Shared, since every layer of every request has a console of its own.
    pub(crate) backend: Arc<Backend>,
    pub(crate) random: Random,
}

impl Console {
    /// Puts a console together.
    pub fn new(parts: Parts) -> Self {
        let service = BrowserSessionService {
            store: Store::new(
                parts.pool.clone(),
                Seal::new(&parts.sealing_key, parts.random.clone()),
            ),
            cookies: Cookies::new(&parts.settings.base_url, &parts.settings.instance),
            frontend: parts.frontend,
            verifier: Verifier::new(parts.backend.clone(), parts.issuer, parts.clock.clone()),
            leaving: Leaving::default(),
            outdated: Outdated::default(),
            identity: parts.identity,
            impersonations: parts.impersonations.clone(),
            audience: parts.settings.audience,
            throttle: SignInThrottle::new(
                parts.settings.throttling,
                parts.clock.clone(),
                &parts.random,
            ),
            clock: parts.clock.clone(),
            random: parts.random.clone(),
        };
        let browser_sessions = Arc::new(service);
        let profiles = Profiles::new(parts.backend.clone(), parts.clock.clone());
        let webhooks = WebhookService {
            verifier: parts.settings.webhooks.clone(),
            messages: Messages::new(parts.pool.clone()),
            browser_sessions: browser_sessions.clone(),
            profiles: profiles.clone(),
            clock: parts.clock.clone(),
        };
        let backend = Backend {
            clerk: parts.backend,
            profiles,
            impersonations: parts.impersonations,
            browser: browser_sessions.clone(),
            base_url: parts.settings.base_url.clone(),
            clock: parts.clock,
            random: parts.random.clone(),
            leptos: parts.settings.leptos.clone(),
        };
        Self {
            pool: parts.pool,
            settings: Arc::new(parts.settings),
            browser_sessions,
            webhooks: Arc::new(webhooks),
            backend: Arc::new(backend),
            random: parts.random,
        }
    }

    /// Ends what nobody was there to end, and forgets browsers that never came back. Meant for start-up and
    /// each minute after it.
    pub async fn sweep(&self) {
        if let Err(error) = self.backend.impersonations.sweep().await {
            tracing::error!(%error, "the sweep of impersonations failed; it is tried again in a minute");
        }
        if let Err(error) = self.browser_sessions.sweep().await {
            tracing::error!(%error, "the sweep of browser sessions failed; it is tried again in a minute");
        }
        if let Err(error) = self.webhooks.sweep().await {
            tracing::error!(%error, "the sweep of webhooks failed; it is tried again in a minute");
        }
    }
}
