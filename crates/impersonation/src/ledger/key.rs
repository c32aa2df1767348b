use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ambient::Random;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::chain::{digest, hex};

/// The Ed25519 key that signs the ledger's head.
pub struct LedgerKey {
    pair: Ed25519KeyPair,
    made_now: bool,
}

impl LedgerKey {
    /// Loads the key from `path`, or makes one there, readable by its owner alone (mode 0600).
    pub fn load_or_create(path: &Path, random: &Random) -> Result<Self, KeyError> {
        match Self::load(path) {
            Err(KeyError::Missing { .. }) => Self::create(path, random),
            loaded => loaded,
        }
    }

    /// Loads the key from `path`.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let text = fs::read_to_string(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => KeyError::Missing {
                path: path.to_owned(),
            },
            _ => KeyError::Unreadable {
                path: path.to_owned(),
                source,
            },
        })?;
        let seed = URL_SAFE_NO_PAD.decode(text.trim()).ok();
        seed.and_then(|seed| Ed25519KeyPair::from_seed_unchecked(&seed).ok())
            .map(|pair| Self {
                pair,
                made_now: false,
            })
            .ok_or_else(|| KeyError::NotAKey {
                path: path.to_owned(),
            })
    }

    fn create(path: &Path, random: &Random) -> Result<Self, KeyError> {
        let seed = random.bytes::<32>();
        write_new(path, &format!("{}\n", URL_SAFE_NO_PAD.encode(seed))).map_err(|source| {
            KeyError::NotWritable {
                path: path.to_owned(),
                source,
            }
        })?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are a seed");
        Ok(Self {
            pair,
            made_now: true,
        })
    }

    /// Whether it was made just now: then there cannot be a ledger that it signed.
    pub(super) fn was_made_now(&self) -> bool {
        self.made_now
    }

    pub(super) fn sign(&self, message: &[u8]) -> String {
        hex(self.pair.sign(message).as_ref())
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        let public = self.pair.public_key().as_ref();
        VerifyingKey(
            public
                .try_into()
                .expect("an Ed25519 public key has 32 bytes"),
        )
    }

    /// See [`VerifyingKey::fingerprint`].
    pub fn fingerprint(&self) -> String {
        self.verifying_key().fingerprint()
    }
}

impl fmt::Debug for LedgerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LedgerKey({})", self.fingerprint())
    }
}

/// How a public key begins as text.
const PUBLIC: &str = "ed25519:";

/// The public key that checks the signature of a ledger's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// An Ed25519 public key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What to note down, so that a ledger can later be checked against the key it should have:
    /// the SHA-256 of the public key, 64 hex digits.
    pub fn fingerprint(&self) -> String {
        digest("understudy ledger key 1", &[&self.0])
    }

    /// The key as text to hand to whoever shall check something without the ledger:
    /// `ed25519:` and 43 characters of base64url.
    pub fn to_text(&self) -> String {
        format!("{PUBLIC}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// Reads what [`VerifyingKey::to_text`] wrote; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PUBLIC)?).ok()?;
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn accepts(&self, message: &[u8], signature: &str) -> bool {
        let signature = unhex(signature);
        signature.is_some_and(|signature| {
            UnparsedPublicKey::new(&ED25519, self.0)
                .verify(message, &signature)
                .is_ok()
        })
    }
}

/// Strict: exactly the digits that [`hex`] writes, so that a signature has one spelling.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect()
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Why there is no key, as one sentence for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such file.
    #[error("The ledger's key {} does not exist.", .path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("The ledger's key {} cannot be read: {source}.", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("The ledger's key {} is not a key.", .path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// A new key could not be kept.
    #[error("The ledger's key {} cannot be written: {source}.", .path.display())]
    NotWritable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_kept_for_its_owner_alone_and_loaded_later() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.key");
        assert!(matches!(
            LedgerKey::load(&path),
            Err(KeyError::Missing { .. })
        ));
        let random = Random::seeded(1);
        let made = LedgerKey::load_or_create(&path, &random).unwrap();
        let loaded = LedgerKey::load_or_create(&path, &random).unwrap();
        assert_eq!(made.fingerprint(), loaded.fingerprint());
        assert_eq!(made.fingerprint().len(), 64);
        assert!(made.was_made_now() && !loaded.was_made_now());
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let seed = fs::read_to_string(&path).unwrap();
        assert!(!format!("{made:?}").contains(seed.trim()));
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_and_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.key");
        fs::write(&path, "short").unwrap();
        let error = LedgerKey::load_or_create(&path, &Random::seeded(1)).unwrap_err();
        assert!(matches!(error, KeyError::NotAKey { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
    }

    #[test]
    fn a_public_key_has_one_spelling() {
        let key = VerifyingKey::from_bytes([7; 32]);
        let text = key.to_text();
        assert_eq!(
            (text.len(), VerifyingKey::from_text(&text)),
            (51, Some(key))
        );
        for bad in [
            "",
            "ed25519:",
            &text[8..],
            &text[..50],
            &format!("{text}A"),
            &key.fingerprint(),
        ] {
            assert_eq!(VerifyingKey::from_text(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_signature_is_accepted_only_over_what_was_signed_and_only_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        let key =
            LedgerKey::load_or_create(&directory.path().join("k"), &Random::seeded(1)).unwrap();
        let signature = key.sign(b"message");
        let verifying = key.verifying_key();
        assert!(verifying.accepts(b"message", &signature));
        assert!(!verifying.accepts(b"massage", &signature));
        assert!(!verifying.accepts(b"message", &signature.to_uppercase()));
        assert!(!verifying.accepts(b"message", &signature[1..]));
        assert!(!verifying.accepts(b"message", ""));
    }
}
