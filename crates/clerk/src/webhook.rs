use std::fmt;

use ambient::{MINUTE, Millis, SECOND};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use subtle::{Choice, ConstantTimeEq as _};

/// How far the moment of sending may be from now, either way. What is older may be a replay.
const WINDOW: Millis = 5 * MINUTE;

/// Longer ids are nobody's.
const MAX_ID: usize = 256;

/// So many signatures are looked at: one for each secret of a rotation, and some that are not for us.
const MAX_SIGNATURES: usize = 16;

/// Verifies that a webhook comes from Clerk, which sends them by Svix: HMAC-SHA256 over id, moment and body.
///
/// Source: Svix, "Verifying webhooks manually".
#[derive(Clone)]
pub struct WebhookVerifier(Vec<hmac::Key>);

/// Signs webhooks as Svix does for Clerk, so that whoever verifies Clerk's takes them.
#[derive(Clone)]
pub struct WebhookSigner(hmac::Key);

impl WebhookSigner {
    /// With one secret, `whsec_` and base64 after it.
    pub fn new(secret: &str) -> Result<Self, SigningSecretError> {
        key(secret).map(Self)
    }

    /// The headers of the message `id` (letters, digits, `_` and `-`) when it is sent at `now`, be it for the first
    /// time or again.
    pub fn headers(&self, id: &str, now: Millis, body: &[u8]) -> [(&'static str, String); 3] {
        let timestamp = now.div_euclid(SECOND).to_string();
        let mut signature = "v1,".to_owned();
        STANDARD.encode_string(tag(&self.0, id, &timestamp, body), &mut signature);
        [
            ("svix-id", id.to_owned()),
            ("svix-timestamp", timestamp),
            ("svix-signature", signature),
        ]
    }
}

/// What is not a list of signing secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a signing secret is whsec_ and base64 after it")]
pub struct SigningSecretError;

/// Why a webhook is not taken. Says nothing of what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// A header is not there.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// A header is there and is not what it should be.
    #[error("the header {0} cannot be understood")]
    Malformed(&'static str),
    /// It was sent too long ago, or is sent once more by somebody who kept it.
    #[error("the webhook is too old")]
    TooOld,
    /// It claims to come from the future.
    #[error("the webhook is from the future")]
    FromFuture,
    /// None of its signatures is by one of the secrets.
    #[error("the webhook's signature is wrong")]
    WrongSignature,
}

impl WebhookError {
    /// The code that an answer names it by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing(_) => "webhook_header_missing",
            Self::Malformed(_) => "webhook_header_malformed",
            Self::TooOld => "webhook_too_old",
            Self::FromFuture => "webhook_from_future",
            Self::WrongSignature => "webhook_signature_wrong",
        }
    }
}

/// What the headers of a webhook say, before anybody believes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookHead<'headers> {
    /// Names the message, however often it is sent (`msg_…`).
    pub id: &'headers str,
    timestamp: &'headers str,
    signatures: &'headers str,
}

impl<'headers> WebhookHead<'headers> {
    /// Reads the headers, and holds the moment of sending against `now`: all that can be said before the body
    /// is there.
    pub fn read(headers: &'headers HeaderMap, now: Millis) -> Result<Self, WebhookError> {
        let id = header(headers, "svix-id")?;
        // The full stop parts what is signed: an id with one could move bytes from one part to the next.
        if id.is_empty() || id.len() > MAX_ID || !id.bytes().all(is_of_an_id) {
            return Err(WebhookError::Malformed("svix-id"));
        }
        let timestamp = header(headers, "svix-timestamp")?;
        let digits = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent_at = Some(timestamp)
            .filter(|_| digits)
            .and_then(|digits| digits.parse::<Millis>().ok()?.checked_mul(SECOND))
            .ok_or(WebhookError::Malformed("svix-timestamp"))?;
        let signatures = header(headers, "svix-signature")?;
        if now.saturating_sub(sent_at) > WINDOW {
            return Err(WebhookError::TooOld);
        }
        if sent_at.saturating_sub(now) > WINDOW {
            return Err(WebhookError::FromFuture);
        }
        Ok(Self {
            id,
            timestamp,
            signatures,
        })
    }
}

impl WebhookVerifier {
    /// For one secret or, while it is rotated, several, with blanks or commas between them.
    pub fn new(secrets: &str) -> Result<Self, SigningSecretError> {
        let secrets = secrets.split(|letter: char| letter == ',' || letter.is_whitespace());
        let keys = secrets.filter(|secret| !secret.is_empty()).map(key);
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(SigningSecretError);
        }
        Ok(Self(keys))
    }

    /// Whether one of the signatures is by one of the secrets. Takes the same time whichever it is.
    pub fn verify(&self, head: &WebhookHead<'_>, body: &[u8]) -> Result<(), WebhookError> {
        let mut tags = Vec::new();
        for signature in head.signatures.split(' ').take(MAX_SIGNATURES) {
            let (version, tag) = signature
                .split_once(',')
                .ok_or(WebhookError::Malformed("svix-signature"))?;
            // Other versions are by other means, and not for us.
            if version == "v1" {
                tags.push(
                    STANDARD
                        .decode(tag)
                        .map_err(|_| WebhookError::Malformed("svix-signature"))?,
                );
            }
        }
        let mut found = Choice::from(0);
        for key in &self.0 {
            let wanted = tag(key, head.id, head.timestamp, body);
            for tag in &tags {
                found |= wanted.as_ref().ct_eq(tag);
            }
        }
        if found.into() {
            Ok(())
        } else {
            Err(WebhookError::WrongSignature)
        }
    }
}

fn key(secret: &str) -> Result<hmac::Key, SigningSecretError> {
    let bytes = secret
        .strip_prefix("whsec_")
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        // Svix makes 24 bytes; what is shorter than 16 could be guessed.
        .filter(|bytes| bytes.len() >= 16)
        .ok_or(SigningSecretError)?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

/// What signs a message: id, moment and body, with full stops between them.
fn tag(key: &hmac::Key, id: &str, timestamp: &str, body: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        context.update(part);
    }
    context.sign()
}

fn is_of_an_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn header<'headers>(
    headers: &'headers HeaderMap,
    name: &'static str,
) -> Result<&'headers str, WebhookError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(WebhookError::Missing(name))?;
    // Of two values each reader could believe another one.
    if values.next().is_some() {
        return Err(WebhookError::Malformed(name));
    }
    value.to_str().map_err(|_| WebhookError::Malformed(name))
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WebhookVerifier")
            .field("secrets", &self.0.len())
            .finish()
    }
}

impl fmt::Debug for WebhookSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookSigner")
    }
}
