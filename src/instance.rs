//! The Clerk instance that is worked on: at Clerk, or the embedded provider's own.

use std::sync::Arc;

use ambient::{Clock, Random};
use clerk::{BackendClient, FrontendClient, Fuse, Local, Network, Retries, SecretKey, Transport};
use database::Schema;
use provider::{Deliverer, WEBHOOK_PATIENCE};
use tokio::task::JoinSet;

use crate::config::{self, BaseUrl};
use crate::data_dir::DataDir;
use crate::listen::reachable;
use crate::output;

/// An instance, however it is reached.
pub struct Instance {
    /// What the instance is called here: the provider's id, or the host of Clerk's Frontend API.
    pub label: String,
    /// The issuer of its session tokens.
    pub issuer: String,
    pub backend: BackendClient,
    pub frontend: FrontendClient,
    /// The embedded provider and its database, unless the instance is at Clerk.
    pub provider: Option<provider::Provider>,
    pub pool: Option<database::Pool>,
}

impl Instance {
    /// An instance at Clerk, over the network. Each of its APIs may fail by itself.
    pub fn at_clerk(clerk: &config::Instance, clock: &Clock) -> anyhow::Result<Self> {
        let network = Network::new()?;
        let guarded = || -> Arc<dyn Transport> {
            let network = network.clone();
            Arc::new(clerk::guarded(
                network,
                Retries::default(),
                Fuse::default(),
                clock,
            ))
        };
        Ok(Self::over(clerk, guarded(), guarded()))
    }

    /// An instance at Clerk, whose APIs are reached over these.
    pub fn over(
        clerk: &config::Instance,
        backend: Arc<dyn Transport>,
        frontend: Arc<dyn Transport>,
    ) -> Self {
        let secret_key = SecretKey::from(clerk.secret_key.reveal());
        Self {
            label: clerk.frontend_api.clone(),
            issuer: format!("https://{}", clerk.frontend_api),
            backend: BackendClient::new(backend, clerk.api_url.clone(), secret_key),
            frontend: FrontendClient::new(frontend, clerk.frontend_api_url.clone()),
            provider: None,
            pool: None,
        }
    }

    /// The embedded provider, which is made on first use. It is called directly, not over the network;
    /// `url` is where others reach it.
    pub async fn embedded(
        config: &config::Provider,
        data: &DataDir,
        url: &BaseUrl,
        clock: &Clock,
        random: &Random,
    ) -> anyhow::Result<Self> {
        let pool = database::open(&data.provider_database(), Schema::Provider).await?;
        let mut settings = provider::Settings::new(url.url().authority());
        settings.frontend_api_url = url.to_string();
        settings.secure_cookies = url.is_https();
        settings.single_session_mode = config.single_session_mode;
        settings.allowed_origins = config.allowed_origins.to_texts();
        settings.sign_in_url = config.sign_in_url.as_ref().map(|page| page.url().clone());
        // Inside the console it has one caller, which slows down who guesses by itself.
        let limited = config.limits.unwrap_or(false);
        settings.limits = limited.then(provider::Limits::development);
        settings.webhook_urls = config.webhook_urls.to_urls();
        let secret = config.webhook_signing_secret.as_ref();
        settings.webhook_signing_secret = secret.map(|secret| secret.reveal().into());
        settings.mail = Arc::new(provider::MailFile::new(data.mail()));
        let provider =
            provider::Provider::open(pool.clone(), settings, clock.clone(), random.clone()).await?;
        let url = url.url().clone();
        let transport: Arc<dyn Transport> = Arc::new(Local::new(provider.router()));
        let secret_key = provider.secret_key();
        Ok(Self {
            label: provider.instance_id().to_owned(),
            issuer: provider.issuer(),
            backend: BackendClient::new(transport.clone(), url.clone(), secret_key),
            frontend: FrontendClient::new(transport, url),
            provider: Some(provider),
            pool: Some(pool),
        })
    }

    /// Gets the embedded provider ready to be served, without waiting for it.
    pub fn warm_up(&self) {
        if let Some(provider) = &self.provider {
            provider.make_signing_key();
        }
    }

    /// Sends the embedded provider's webhooks, if there is somebody to send them to, until it is shut down.
    pub fn send_webhooks(&self) -> anyhow::Result<JoinSet<()>> {
        let mut tasks = JoinSet::new();
        if let Some(provider) = &self.provider {
            // By the machine's clock, whatever time it is for the provider.
            let deliverer = Deliverer::new(provider, Clock::system(), WEBHOOK_PATIENCE)?;
            deliverer.map(|deliverer| tasks.spawn(deliverer.run()));
        }
        Ok(tasks)
    }

    /// Says where letters with codes go, if the provider writes them.
    pub fn announce_mail(&self, data: &DataDir) -> std::io::Result<()> {
        match self.provider {
            Some(_) => output::line(format_args!("Mail      goes to {}", data.mail().display())),
            None => Ok(()),
        }
    }

    /// The instance that the configuration names, for a command that serves nothing.
    pub async fn configured(config: &config::Config) -> anyhow::Result<Self> {
        if let Some(clerk) = config.at_clerk()? {
            return Self::at_clerk(&clerk, &Clock::system());
        }
        let data = DataDir::new(&config.data);
        data.prepare()?;
        let (clock, random) = (Clock::system(), Random::from_os());
        Self::embedded(
            &config.provider,
            &data,
            &BaseUrl::http(reachable(config.provider.listen)),
            &clock,
            &random,
        )
        .await
    }
}
