//! Environment variables and flags as layers of the configuration, one layer each, so that a mistake
//! names the variable or flag it came from.

use std::net::SocketAddr;

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

const PREFIX: &str = "UNDERSTUDY_";

/// Clerk's own names, which every Clerk SDK reads, and the keys they stand for.
const CLERK: [(&str, &str); 5] = [
    ("CLERK_SECRET_KEY", "clerk.secret_key"),
    ("CLERK_PUBLISHABLE_KEY", "clerk.publishable_key"),
    ("CLERK_API_URL", "clerk.api_url"),
    ("CLERK_FAPI_URL", "clerk.frontend_api_url"),
    (
        "CLERK_WEBHOOK_SIGNING_SECRET",
        "clerk.webhook_signing_secret",
    ),
];

/// The variables that set a key (`server.listen`): our own name for it, and Clerk's where it has one.
pub fn names_of(key: &str) -> impl Iterator<Item = String> {
    let own = format!("{PREFIX}{}", key.replace('.', "__").to_uppercase());
    let clerks = CLERK.iter().filter(move |(_, known)| *known == key);
    std::iter::once(own).chain(clerks.map(|(name, _)| (*name).to_owned()))
}

/// A flag that was given on the command line, and the key it sets.
#[derive(Clone, Debug)]
pub struct Flag {
    pub name: &'static str,
    pub key: &'static str,
    pub value: String,
}

impl Flag {
    /// The flag of an address, if it was given.
    pub fn address(
        name: &'static str,
        key: &'static str,
        address: Option<SocketAddr>,
    ) -> Option<Self> {
        address.map(|address| Self {
            name,
            key,
            value: address.to_string(),
        })
    }
}

/// One environment variable or flag, which sets one key.
pub struct Variable {
    name: String,
    key: String,
    value: Value,
}

impl Variable {
    /// Reads `UNDERSTUDY_SECTION__KEY` and Clerk's names; any other variable is none of ours. Clerk's
    /// names count as unset when they are empty, as other programs treat them.
    pub fn read(name: &str, value: &str) -> Option<Self> {
        let clerks = CLERK
            .iter()
            .find(|(known, _)| *known == name && !value.is_empty());
        let (key, value) = match (clerks, name.strip_prefix(PREFIX)) {
            (Some((_, key)), _) => ((*key).to_owned(), Value::from(value)),
            (None, Some(rest)) => (rest.to_lowercase().replace("__", "."), typed(value)),
            (None, None) => return None,
        };
        Some(Self {
            name: name.to_owned(),
            key,
            value,
        })
    }

    /// A flag of the command line.
    pub fn flag(flag: &Flag) -> Self {
        Self {
            name: flag.name.to_owned(),
            key: flag.key.to_owned(),
            value: Value::from(flag.value.as_str()),
        }
    }
}

/// `true` and `false` are booleans, everything else is text.
fn typed(value: &str) -> Value {
    value
        .parse::<bool>()
        .map_or_else(|_| Value::from(value), Value::from)
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let nested = figment::util::nest(&self.key, self.value.clone());
        let dict = nested.into_dict().unwrap_or_default();
        Ok(Profile::Default.collect(dict))
    }
}
