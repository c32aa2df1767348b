use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ambient::{Millis, SECOND};

use super::session_token::{FRESH_FOR, Minted};

/// Above this many tokens the expired ones are swept out before another comes in.
const SWEEP_AT: usize = 1_024;

/// The last token of each session, so that it is signed once and handed out while it is fresh.
/// In memory only: a restart costs one signature a session, and no token ever lies on a disk.
#[derive(Default)]
pub(crate) struct TokenCache(Mutex<HashMap<Key, Entry>>);

/// Session and the origin that asked: tokens of different origins differ in `azp`.
type Key = (String, Option<String>);

struct Entry {
    jwt: Arc<str>,
    issued_at: Millis,
    expires_at: Millis,
}

impl TokenCache {
    /// The session's token, if one is there that stays good for a while and was issued `since` then.
    pub(crate) fn fresh(
        &self,
        session_id: &str,
        azp: Option<&str>,
        since: Millis,
        now: Millis,
    ) -> Option<Arc<str>> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = tokens.get(&(session_id.to_owned(), azp.map(str::to_owned)))?;
        let recent = entry.issued_at.div_euclid(SECOND) >= since.div_euclid(SECOND);
        (recent && entry.expires_at - now > FRESH_FOR).then(|| Arc::clone(&entry.jwt))
    }

    pub(crate) fn forget(&self, session_id: &str) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|(id, _), _| id != session_id);
    }

    pub(crate) fn keep(
        &self,
        session_id: &str,
        azp: Option<&str>,
        minted: Minted,
        now: Millis,
    ) -> Arc<str> {
        let jwt: Arc<str> = minted.jwt.into();
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= SWEEP_AT {
            tokens.retain(|_, entry| entry.expires_at > now);
        }
        let entry = Entry {
            jwt: Arc::clone(&jwt),
            issued_at: now,
            expires_at: minted.expires_at,
        };
        tokens.insert((session_id.to_owned(), azp.map(str::to_owned)), entry);
        jwt
    }
}
