use crate::{BackendClient, SessionClaims, SessionVerifier, VerifyError};
use ambient::{Clock, MINUTE, Millis};
use tokio::sync::Mutex;

/// Verifies session tokens against the instance's keys, which are fetched when first needed and again, at
/// most once a minute, when a token names a key that is not among them.
pub struct Verifier {
    backend: BackendClient,
    issuer: String,
    authorized_parties: Vec<String>,
    clock: Clock,
    keys: Mutex<Option<Keys>>,
}

struct Keys {
    verifier: SessionVerifier,
    fetched_at: Millis,
}

/// Why a token was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Rejected {
    /// The token itself will not do.
    #[error(transparent)]
    Token(#[from] VerifyError),
    /// The keys could not be fetched.
    #[error("the provider's keys could not be fetched: {0}")]
    Keys(#[from] crate::Error),
}

impl Verifier {
    /// For tokens of `issuer` (`https://{frontend_api}`), by the keys that `backend` answers.
    pub fn new(backend: BackendClient, issuer: String, clock: Clock) -> Self {
        Self {
            backend,
            issuer,
            authorized_parties: Vec::new(),
            clock,
            keys: Mutex::new(None),
        }
    }

    /// Accepts only tokens whose `azp` is one of `origins`. Tokens of native mode have none.
    #[must_use]
    pub fn with_authorized_parties(self, origins: Vec<String>) -> Self {
        Self {
            authorized_parties: origins,
            ..self
        }
    }

    /// The claims of a token that is genuine and fresh.
    pub async fn verify(&self, token: &str) -> Result<SessionClaims, Rejected> {
        let now = self.clock.now();
        let mut keys = self.keys.lock().await;
        let known = keys
            .as_ref()
            .map(|keys| (keys.verifier.verify(token, now), keys.fetched_at));
        match known {
            Some((Err(VerifyError::UnknownKid), fetched_at)) if now - fetched_at >= MINUTE => {}
            Some((answer, _)) => return Ok(answer?),
            None => {}
        }
        let verifier = SessionVerifier::new(self.issuer.clone(), &self.backend.jwks().await?)
            .with_authorized_parties(self.authorized_parties.clone());
        let answer = verifier.verify(token, now);
        *keys = Some(Keys {
            verifier,
            fetched_at: now,
        });
        Ok(answer?)
    }
}
