use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::{ChaCha20Rng, SysRng};
use rand::{Rng, SeedableRng, TryRng};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A cryptographic random generator (`ChaCha20`). Clones draw from the same stream.
#[derive(Clone)]
pub struct Random(Arc<Mutex<ChaCha20Rng>>);

impl Random {
    /// Seeded by the operating system.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can go on from there.
    pub fn from_os() -> Self {
        let mut seed = [0; 32];
        SysRng
            .try_fill_bytes(&mut seed)
            .expect("the operating system gives randomness");
        Self(Arc::new(Mutex::new(ChaCha20Rng::from_seed(seed))))
    }

    /// A repeatable stream, for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Fills `buffer` with random bytes.
    pub fn fill(&self, buffer: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(buffer);
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A secret of 256 bits in unpadded base64url (43 characters).
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// An identifier in Clerk's form: `prefix`, an underscore and 27 base62 characters (160 bits).
    pub fn id(&self, prefix: &str) -> String {
        let mut id = String::with_capacity(prefix.len() + 28);
        id.push_str(prefix);
        id.push('_');
        while id.len() < prefix.len() + 28 {
            let [byte] = self.bytes::<1>();
            // 248 = 4 × 62: what is above would favour the first letters.
            if byte < 248 {
                id.push(char::from(BASE62[usize::from(byte) % 62]));
            }
        }
        id
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_the_system_does_not() {
        assert_eq!(Random::seeded(1).secret(), Random::seeded(1).secret());
        assert_ne!(Random::from_os().secret(), Random::from_os().secret());
    }

    #[test]
    fn ids_have_clerks_form() {
        let id = Random::seeded(7).id("user");
        let (prefix, rest) = id.split_once('_').expect("has a prefix");
        assert_eq!((prefix, rest.len()), ("user", 27));
        assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
