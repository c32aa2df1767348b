use std::sync::Arc;

use ambient::{Clock, Millis, Random};
use clerk::types::Jwks;
use clerk::{KeyEnvironment, PublishableKey, Secret, WebhookSigner};
use database::Pool;
use tokio::sync::Notify;

use crate::instance::Instance;
use crate::limits::Counters;
use crate::passwords::Passwords;
use crate::store::sessions::SessionRow;
use crate::tokens::{self, Minted, SessionSubject, SigningKey, TokenCache};
use crate::users::Users;
use crate::{OpenError, Settings, router};

/// An embedded provider: one Clerk instance with its users. Cheap to clone.
#[derive(Clone)]
pub struct Provider {
    pub(crate) pool: Pool,
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) instance: Arc<Instance>,
    pub(crate) passwords: Passwords,
    publishable_key: PublishableKey,
    pub(crate) counters: Arc<Counters>,
    webhook_secret: Secret,
    pub(crate) webhook_signer: WebhookSigner,
    /// Wakes whoever sends webhooks.
    pub(crate) news: Arc<Notify>,
    tokens: Arc<TokenCache>,
}

impl Provider {
    /// Opens the provider on its database ([`database::Schema::Provider`]). On an empty one it
    /// creates the instance: id, MAC key and secret key, all kept in that database. The RSA-2048 key comes later
    /// ([`Self::make_signing_key`]).
    pub async fn open(
        pool: Pool,
        settings: Settings,
        clock: Clock,
        random: Random,
    ) -> Result<Self, OpenError> {
        // `pk_live_`, although this is a test instance: for `pk_test_` keys on hosts that are not
        // Clerk's, Clerk's packages for browsers neither set up a dev browser nor do without one.
        let publishable_key = PublishableKey::new(KeyEnvironment::Live, &settings.frontend_api)?;
        let instance = Instance::load_or_create(&pool, &clock, &random).await?;
        let passwords = Passwords::new(random.clone())?;
        let webhook_secret = settings.webhook_signing_secret.clone();
        let webhook_secret = webhook_secret.unwrap_or_else(|| instance.webhook_secret.clone());
        Ok(Self {
            pool,
            settings: Arc::new(settings),
            clock,
            random,
            instance: Arc::new(instance),
            passwords,
            publishable_key,
            counters: Arc::default(),
            webhook_signer: WebhookSigner::new(webhook_secret.expose())?,
            webhook_secret,
            news: Arc::default(),
            tokens: Arc::default(),
        })
    }

    /// Has the key that signs the session tokens of a new instance made while everything else goes on. For those who
    /// serve it: else it is made when it is first needed.
    pub fn make_signing_key(&self) {
        if !self.instance.lacks_signing_key() {
            return;
        }
        let provider = self.clone();
        tokio::spawn(async move {
            if let Err(error) = provider.signing_key().await {
                tracing::warn!(%error, "the signing key is not made; whoever needs it tries again");
            }
        });
    }

    /// Both APIs under `/v1`, `/.well-known/jwks.json` and `/v1/health`, with the rules for hosts,
    /// origins, bodies and versions around them. Serves a port and [`clerk::Local`] alike; the `Host`
    /// (or the authority of the URI) must be one of the settings'.
    pub fn router(&self) -> axum::Router {
        router::router(self.clone())
    }

    /// The door for the program itself: users without HTTP.
    pub fn users(&self) -> Users {
        Users::new(self.clone())
    }

    /// The key of the Backend API, `sk_test_…`. Whoever has it may do everything.
    pub fn secret_key(&self) -> clerk::SecretKey {
        clerk::SecretKey::new(self.instance.secret_key.clone())
    }

    /// The publishable key (`pk_live_…`), which says where the Frontend API is.
    pub fn publishable_key(&self) -> &PublishableKey {
        &self.publishable_key
    }

    /// What webhooks are signed with (`whsec_…`), and verified with by whoever gets them.
    pub fn webhook_signing_secret(&self) -> &Secret {
        &self.webhook_secret
    }

    /// The issuer (`iss`) of session tokens: `https://` and the Frontend API's host and port.
    pub fn issuer(&self) -> String {
        self.settings.issuer()
    }

    /// `ins_…`, also the `kid` of the signing key.
    pub fn instance_id(&self) -> &str {
        &self.instance.id
    }

    /// The public key with which session tokens are verified.
    pub async fn jwks(&self) -> Result<Jwks, OpenError> {
        Ok(self.signing_key().await?.jwks())
    }

    /// The key that signs session tokens, not to be asked for within a transaction.
    pub(crate) async fn signing_key(&self) -> Result<&SigningKey, OpenError> {
        self.instance.signing_key(&self.pool).await
    }

    /// A token for a session that lives: the last one while it is fresh, else a new one. `since` is
    /// when its client last changed: browsers tell that to backends (`__client_uat`), which take no
    /// token from before.
    pub(crate) fn session_token(
        &self,
        key: &SigningKey,
        session: &SessionRow,
        azp: Option<&str>,
        since: Millis,
    ) -> Result<Arc<str>, serde_json::Error> {
        if let Some(token) = self.fresh_session_token(session, azp, since) {
            return Ok(token);
        }
        let minted = self.mint(key, session, azp, tokens::LIFE)?;
        Ok(self.tokens.keep(&session.id, azp, minted, self.clock.now()))
    }

    /// A token for a session that lives, good for so long if the session is.
    pub(crate) fn session_token_of(
        &self,
        key: &SigningKey,
        session: &SessionRow,
        life: Millis,
    ) -> Result<String, serde_json::Error> {
        Ok(self.mint(key, session, None, life)?.jwt)
    }

    /// The next token of the session is a new one: what the last one says of it is no longer so.
    pub(crate) fn forget_tokens(&self, session_id: &str) {
        self.tokens.forget(session_id);
    }

    fn mint(
        &self,
        key: &SigningKey,
        session: &SessionRow,
        azp: Option<&str>,
        life: Millis,
    ) -> Result<Minted, serde_json::Error> {
        let actor = session
            .actor
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?;
        let subject = SessionSubject {
            session_id: &session.id,
            user_id: &session.user_id,
            actor: actor.as_ref(),
            first_factor_at: session.first_factor_at,
            second_factor_at: session.second_factor_at,
            session_expires_at: session.expire_at,
            life,
            azp,
        };
        let now = self.clock.now();
        let id = self.random.id("jti");
        Ok(tokens::mint(key, &self.issuer(), &subject, &id, now))
    }

    /// The session's last token while it is fresh; signs nothing.
    pub(crate) fn fresh_session_token(
        &self,
        session: &SessionRow,
        azp: Option<&str>,
        since: Millis,
    ) -> Option<Arc<str>> {
        self.tokens.fresh(&session.id, azp, since, self.clock.now())
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Provider")
            .field("instance", &self.instance.id)
            .finish_non_exhaustive()
    }
}
