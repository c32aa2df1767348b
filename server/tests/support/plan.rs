use std::sync::Arc;
use std::time::Duration;

use clerk::WebhookVerifier;
use impersonation::{Applications, DefaultPolicy, Policy};
use server::{Audience, PATIENCE, Throttling, TrustedProxies};

use super::CONSOLE;
use super::network::Reached;

/// How a console is to be built.
pub struct Plan {
    pub base_url: String,
    pub audience: Audience,
    pub policy: Arc<dyn Policy>,
    pub applications: Applications,
    pub single_session_mode: bool,
    pub throttling: Throttling,
    pub trusted_proxies: TrustedProxies,
    pub webhooks: Option<WebhookVerifier>,
    pub patience: Duration,
    /// Whom the console takes for the issuer of session tokens, where that is not the provider.
    pub issuer: Option<String>,
    /// Whether the provider is reached over the network, and how.
    pub network: Option<Reached>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            base_url: CONSOLE.to_owned(),
            audience: Audience::Everyone,
            policy: Arc::new(DefaultPolicy),
            applications: Applications::default(),
            single_session_mode: false,
            throttling: Throttling::default(),
            trusted_proxies: TrustedProxies::default(),
            webhooks: None,
            patience: PATIENCE,
            issuer: None,
            network: None,
        }
    }
}
