use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use ambient::{Clock, MINUTE, Millis};
use tokio::sync::Mutex;

use crate::{BackendClient, SessionClaims, SessionVerifier, VerifyError};

/// Verifies session tokens against the instance's keys, which are fetched when first needed and again, at
/// most once a minute, when a token is signed with a key that is not among them. Whoever's key is known never
/// waits for a fetch.
pub struct Verifier {
    backend: BackendClient,
    issuer: String,
    authorized_parties: Vec<String>,
    clock: Clock,
    keys: RwLock<Option<Arc<SessionVerifier>>>,
    /// How many fetches were begun.
    begun: AtomicU64,
    /// Held while keys are fetched.
    last: Mutex<Option<Fetch>>,
}

/// What became of the last fetch.
struct Fetch {
    at: Millis,
    failed: Option<crate::Error>,
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
            keys: RwLock::new(None),
            begun: AtomicU64::new(0),
            last: Mutex::new(None),
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
        let known = self.known();
        if let Some(keys) = &known {
            match keys.verify(token, self.clock.now()) {
                // A new key may come under the old name.
                Err(VerifyError::UnknownKid | VerifyError::WrongSignature) => {}
                answer => return Ok(answer?),
            }
        }
        let keys = self.fetched(known).await?;
        Ok(keys.verify(token, self.clock.now())?)
    }

    fn known(&self) -> Option<Arc<SessionVerifier>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.clone()
    }

    /// Other keys than `known`, or `known` where there can be no others yet.
    async fn fetched(
        &self,
        known: Option<Arc<SessionVerifier>>,
    ) -> Result<Arc<SessionVerifier>, crate::Error> {
        let begun = self.begun.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if let Some(keys) = self.known()
            && known
                .as_ref()
                .is_none_or(|known| !Arc::ptr_eq(known, &keys))
        {
            return Ok(keys);
        }
        let now = self.clock.now();
        if let Some(fetch) = &*last {
            let is_recent = (0..MINUTE).contains(&(now - fetch.at));
            match (known, &fetch.failed) {
                // Without any key nobody can be verified, so that is tried again by whoever comes next.
                (None, Some(error)) if begun != self.begun.load(Ordering::SeqCst) => {
                    return Err(error.clone());
                }
                (Some(_), Some(error)) if is_recent => return Err(error.clone()),
                (Some(known), None) if is_recent => return Ok(known),
                _ => {}
            }
        }
        self.begun.fetch_add(1, Ordering::SeqCst);
        // Noted before the answer, which may never come.
        let fetch = last.insert(Fetch {
            at: now,
            failed: None,
        });
        match self.backend.jwks().await {
            Ok(jwks) => {
                let keys = SessionVerifier::new(self.issuer.clone(), &jwks);
                let keys = Arc::new(keys.with_authorized_parties(self.authorized_parties.clone()));
                let mut place = self.keys.write().unwrap_or_else(PoisonError::into_inner);
                *place = Some(keys.clone());
                Ok(keys)
            }
            Err(error) => {
                fetch.failed = Some(error.clone());
                Err(error)
            }
        }
    }
}
