use std::sync::Arc;
use std::time::Duration;

use ambient::{Clock, MINUTE, Millis, SECOND};
use bytes::Bytes;
use clerk::{Network, Transport as _, TransportError, WebhookSigner};
use http::StatusCode;
use http::header::{CONTENT_TYPE, USER_AGENT};
use tokio::task::JoinSet;
use url::Url;

use crate::Provider;
use crate::store::webhook_messages::{self, MessageRow};

/// How long an endpoint may take to answer, as Svix waits.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How long after each try that failed the next one comes: Svix's schedule. After the last nobody tries any more.
const SCHEDULE: [Millis; 7] = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * 60 * MINUTE,
    5 * 60 * MINUTE,
    10 * 60 * MINUTE,
    10 * 60 * MINUTE,
];

/// How often the outbox is looked into without news: for what is due again, and what other processes wrote.
const LOOK: Duration = Duration::from_secs(1);

/// Sends what is in the outbox.
///
/// Every message is sent at least once, with the same id each time; a destination gets them in their order as long as it
/// takes them. One message is in memory for each destination.
#[derive(Clone)]
pub struct Deliverer {
    provider: Provider,
    signer: WebhookSigner,
    network: Network,
    clock: Clock,
}

impl Deliverer {
    /// `None` where there is no endpoint. `clock` says when things are sent and tried again: the machine's own, whatever moment the provider takes it for,
    /// since whoever verifies a webhook takes none that is not of now. An endpoint may take so long to answer.
    pub fn new(
        provider: &Provider,
        clock: Clock,
        patience: Duration,
    ) -> Result<Option<Self>, TransportError> {
        if provider.settings.webhook_urls.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            signer: provider.webhook_signer.clone(),
            network: Network::with_limits(patience, patience)?,
            provider: provider.clone(),
            clock,
        }))
    }

    /// Sends whatever is due, from now on.
    pub async fn run(self) {
        let urls: Vec<_> = self.urls().iter().map(Url::to_string).collect();
        if let Err(error) = webhook_messages::keep_only(&self.provider.pool, &urls).await {
            tracing::warn!(%error, "webhooks for endpoints of before stay where they are");
        }
        // One task each: an endpoint that hangs holds up no other.
        let mut tasks = JoinSet::new();
        for url in self.urls().to_vec() {
            let deliverer = self.clone();
            tasks.spawn(async move { deliverer.watch(&url).await });
        }
        tasks.join_all().await;
    }

    /// Sends everything that is due now; says how much was delivered.
    pub async fn deliver_due(&self) -> sqlx::Result<usize> {
        let mut delivered = 0;
        for url in self.urls() {
            while let Some(done) = self.deliver_next(url).await? {
                delivered += usize::from(done);
            }
        }
        Ok(delivered)
    }

    async fn watch(&self, url: &Url) {
        let news = Arc::clone(&self.provider.news);
        loop {
            // From before the look on: nothing that comes after it is missed.
            let told = news.notified();
            match self.deliver_next(url).await {
                Ok(Some(_)) => continue,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "the outbox of webhooks cannot be used"),
            }
            // Whichever comes first; there is nothing to learn from it.
            let _woken = tokio::time::timeout(LOOK, told).await;
        }
    }

    /// Sends the next message that is due there, if there is one; says whether it was taken.
    async fn deliver_next(&self, url: &Url) -> sqlx::Result<Option<bool>> {
        let db = &self.provider.pool;
        let next = webhook_messages::next_due(db, url.as_str(), self.clock.now()).await?;
        let Some(message) = next else {
            return Ok(None);
        };
        let why = match self.send(&message).await {
            Ok(status) if status.is_success() => {
                webhook_messages::remove(db, &message).await?;
                return Ok(Some(true));
            }
            Ok(status) => format!("was answered {}", status.as_u16()),
            Err(error) => error.to_string(),
        };
        // Path and query may be somebody's secret.
        let to = url.origin().ascii_serialization();
        let (id, kind) = (&message.id, &message.kind);
        let tried = usize::try_from(message.attempts).unwrap_or(usize::MAX);
        if let Some(delay) = SCHEDULE.get(tried) {
            let seconds = delay / SECOND;
            tracing::info!(%id, %kind, %to, %why, "a webhook is sent again in {seconds} s");
            webhook_messages::put_off(db, &message, self.clock.now() + delay).await?;
        } else {
            tracing::warn!(%id, %kind, %to, %why, "a webhook is given up");
            webhook_messages::remove(db, &message).await?;
        }
        Ok(Some(false))
    }

    /// Redirects are not followed: what one endpoint was told is for no other.
    async fn send(&self, message: &MessageRow) -> Result<StatusCode, TransportError> {
        let body = message.body.as_bytes();
        let mut request = http::Request::post(&message.url)
            .header(CONTENT_TYPE, "application/json")
            .header(
                USER_AGENT,
                concat!("understudy/", env!("CARGO_PKG_VERSION")),
            );
        for (name, value) in self.signer.headers(&message.id, self.clock.now(), body) {
            request = request.header(name, value);
        }
        let request = request
            .body(Bytes::copy_from_slice(body))
            .map_err(|error| TransportError::Unreachable(error.to_string()))?;
        Ok(self.network.send(request).await?.status())
    }

    fn urls(&self) -> &[Url] {
        &self.provider.settings.webhook_urls
    }
}

impl std::fmt::Debug for Deliverer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Deliverer")
    }
}
