use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Publishable keys come with and without padding; clerk-js reads both and writes it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The key that names an instance's Frontend API: `pk_test_` or `pk_live_` and the base64 of
/// `{host}$`. It is public.
///
/// `Display` gives the text it was read from, so that cookie names made of it stay the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishableKey {
    text: String,
    environment: KeyEnvironment,
    frontend_api: String,
}

/// Which kind of instance a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyEnvironment {
    /// Development: `pk_test_…`
    Test,
    /// Production: `pk_live_…`
    Live,
}

impl KeyEnvironment {
    fn prefix(self) -> &'static str {
        match self {
            Self::Test => "pk_test_",
            Self::Live => "pk_live_",
        }
    }
}

/// Why a publishable key, or the host for one, is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishableKeyError {
    /// It does not begin as one.
    #[error("a publishable key begins with pk_test_ or pk_live_")]
    Prefix,
    /// What follows the prefix is not base64 of text.
    #[error("the publishable key is damaged: what follows its prefix is not base64")]
    Encoding,
    /// The text does not end in its one `$`.
    #[error("the publishable key is damaged: it does not end where it should")]
    Ending,
    /// The host is none that clerk-js accepts.
    #[error(
        "the Frontend API's host must have a dot, may have a port, and nothing else (not `localhost:3010`, but `127.0.0.1:3010`)"
    )]
    Host,
}

impl PublishableKey {
    /// The key of the instance whose Frontend API is at `host`, `host:port`; the host needs a dot.
    pub fn new(environment: KeyEnvironment, host: &str) -> Result<Self, PublishableKeyError> {
        check_host(host)?;
        let text = format!(
            "{}{}",
            environment.prefix(),
            BASE64.encode(format!("{host}$"))
        );
        Ok(Self {
            text,
            environment,
            frontend_api: host.to_owned(),
        })
    }

    /// Reads a key.
    pub fn parse(text: &str) -> Result<Self, PublishableKeyError> {
        let (environment, encoded) = [KeyEnvironment::Test, KeyEnvironment::Live]
            .into_iter()
            .find_map(|environment| Some((environment, text.strip_prefix(environment.prefix())?)))
            .ok_or(PublishableKeyError::Prefix)?;
        let decoded = BASE64
            .decode(encoded)
            .map_err(|_| PublishableKeyError::Encoding)?;
        let decoded = String::from_utf8(decoded).map_err(|_| PublishableKeyError::Encoding)?;
        let host = decoded
            .strip_suffix('$')
            .ok_or(PublishableKeyError::Ending)?;
        check_host(host)?;
        Ok(Self {
            text: text.to_owned(),
            environment,
            frontend_api: host.to_owned(),
        })
    }

    /// The Frontend API's `host` or `host:port`.
    pub fn frontend_api(&self) -> &str {
        &self.frontend_api
    }

    /// Which kind of instance it belongs to.
    pub fn environment(&self) -> KeyEnvironment {
        self.environment
    }

    /// What the instance's session tokens name as their issuer: `https://{frontend_api}`.
    pub fn issuer(&self) -> String {
        format!("https://{}", self.frontend_api)
    }
}

/// clerk-js wants a dot; letters, digits, dots, hyphens and a port are all that a host can have, so
/// that nothing else gets into addresses made of it.
fn check_host(host: &str) -> Result<(), PublishableKeyError> {
    let (name, port) = host
        .split_once(':')
        .map_or((host, None), |(name, port)| (name, Some(port)));
    let is_name = name.split('.').count() > 1
        && name.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
    let is_port = port.is_none_or(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
    });
    if is_name && is_port {
        Ok(())
    } else {
        Err(PublishableKeyError::Host)
    }
}

impl fmt::Display for PublishableKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl FromStr for PublishableKey {
    type Err = PublishableKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
