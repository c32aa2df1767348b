use ambient::Random;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Encrypts what is kept of Clerk's tokens (AES-256-GCM, a random nonce each, bound to its place).
pub struct Seal {
    key: LessSafeKey,
    random: Random,
}

/// What was read was not sealed by this key for this place.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value cannot be opened: it was changed, moved, or sealed with another key")]
pub struct Broken;

/// Why a part of a row cannot be read: another key, another version, or somebody changed it.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error(transparent)]
    Seal(#[from] Broken),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl Seal {
    pub fn new(key: &[u8; 32], random: Random) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("32 bytes are an AES-256 key");
        Self {
            key: LessSafeKey::new(key),
            random,
        }
    }

    /// Seals one part of the row with this id.
    pub(super) fn seal_part(
        &self,
        id: &str,
        part: &str,
        content: &impl Serialize,
    ) -> Result<String, serde_json::Error> {
        let text = serde_json::to_vec(content)?;
        Ok(self.seal(&format!("{id}/{part}"), &text))
    }

    /// Opens one part of the row with this id.
    pub(super) fn open_part<T: DeserializeOwned>(
        &self,
        id: &str,
        part: &str,
        sealed: &str,
    ) -> Result<T, Unreadable> {
        let text = self.open(&format!("{id}/{part}"), sealed)?;
        Ok(serde_json::from_slice(&text)?)
    }

    /// Seals `text` for `place`.
    fn seal(&self, place: &str, text: &[u8]) -> String {
        let nonce: [u8; NONCE_LEN] = self.random.bytes();
        let mut sealed = text.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                &mut sealed,
            )
            .expect("a session's record is far below the limit of AES-GCM");
        let mut whole = nonce.to_vec();
        whole.extend(sealed);
        STANDARD_NO_PAD.encode(whole)
    }

    /// Opens what was sealed for `place`.
    fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>, Broken> {
        let mut whole = STANDARD_NO_PAD.decode(sealed).map_err(|_| Broken)?;
        if whole.len() < NONCE_LEN {
            return Err(Broken);
        }
        let mut text = whole.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&whole).map_err(|_| Broken)?;
        let length = self
            .key
            .open_in_place(nonce, Aad::from(place), &mut text)
            .map_err(|_| Broken)?
            .len();
        text.truncate(length);
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_only_in_its_place_with_its_key_unchanged() {
        let seal = Seal::new(&[7; 32], Random::seeded(1));
        let sealed = seal.seal("bs_1/own", b"token");
        assert_eq!(seal.open("bs_1/own", &sealed).expect("opens"), b"token");
        assert!(seal.open("bs_2/own", &sealed).is_err());
        assert!(
            Seal::new(&[8; 32], Random::seeded(1))
                .open("bs_1/own", &sealed)
                .is_err()
        );
        let mut changed = sealed.into_bytes();
        changed[20] ^= 1;
        assert!(
            seal.open("bs_1/own", &String::from_utf8_lossy(&changed))
                .is_err()
        );
    }
}
