use std::str::FromStr;

use impersonation::ledger::VerifyingKey;

/// The key that a signature must be by, as `understudy audit key` printed it: the public key itself, or its
/// fingerprint.
#[derive(Clone, Debug)]
pub enum Pinned {
    Key(VerifyingKey),
    Fingerprint(String),
}

impl Pinned {
    pub fn accepts(&self, key: &VerifyingKey) -> bool {
        match self {
            Self::Key(pinned) => pinned == key,
            Self::Fingerprint(pinned) => *pinned == key.fingerprint(),
        }
    }
}

impl FromStr for Pinned {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(key) = VerifyingKey::from_text(text) {
            return Ok(Self::Key(key));
        }
        if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self::Fingerprint(text.to_ascii_lowercase()));
        }
        Err("it is neither a public key (ed25519:…) nor a fingerprint of 64 hex digits".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_pinned_by_itself_or_by_its_fingerprint() {
        let [key, other] = [1, 2].map(|byte| VerifyingKey::from_bytes([byte; 32]));
        for text in [
            key.to_text(),
            key.fingerprint(),
            key.fingerprint().to_uppercase(),
        ] {
            let pinned: Pinned = text.parse().expect(&text);
            assert!(pinned.accepts(&key) && !pinned.accepts(&other), "{text}");
        }
        for bad in ["", "ed25519:", "ed25519:short", "abc"] {
            bad.parse::<Pinned>().expect_err(bad);
        }
    }
}
