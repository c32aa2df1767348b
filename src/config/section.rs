//! How a section is declared: once, with its keys, their defaults and what the reference says of them.

use std::net::SocketAddr;
use std::path::PathBuf;

use figment::error::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{BaseUrl, Secret};

/// A section of the configuration, such as `[server]`. [`section!`] makes one.
pub trait Section: Serialize {
    /// What it is about, line by line.
    const ABOUT: &'static [&'static str];
    /// Its keys, in the order in which the reference shows them.
    const KEYS: &'static [Key];
}

/// What the reference says of a key.
pub struct Key {
    pub name: &'static str,
    /// What it does, line by line.
    pub meaning: &'static [&'static str],
    /// What can be written there, in words.
    pub values: fn() -> String,
    /// A value that could be written there: one, or none where the default shows enough.
    pub example: &'static [fn() -> Value],
}

/// Declares a section. A key has to say what it means, in its doc comment, and what holds when nobody
/// sets it; `like` adds an example, and `#[serde(…)]` below the doc comment goes to its field. A type
/// that is new here needs [`Values`].
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        pub struct $Section:ident {
            $(
                $(#[doc = $meaning:literal])+
                $(#[serde($($serde:tt)+)])?
                $key:ident: $type:ty = $default:expr $(, like $example:tt)?;
            )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $Section {
            $($(#[doc = $meaning])+ $(#[serde($($serde)+)])? pub $key: $type,)+
        }

        impl Default for $Section {
            fn default() -> Self {
                Self { $($key: $default,)+ }
            }
        }

        impl $crate::config::section::Section for $Section {
            const ABOUT: &'static [&'static str] = &[$($about),+];
            const KEYS: &'static [$crate::config::section::Key] = &[$(
                $crate::config::section::Key {
                    name: stringify!($key),
                    meaning: &[$($meaning),+],
                    values: <$type as $crate::config::section::Values>::in_words,
                    example: &[$(|| ::serde_json::json!($example))?],
                },
            )+];
        }
    };
}
pub(super) use section;

/// What can be written for a key of this type.
pub trait Values {
    /// In words, as Markdown.
    fn in_words() -> String;
}

impl<T: Values> Values for Option<T> {
    fn in_words() -> String {
        T::in_words()
    }
}

impl Values for bool {
    fn in_words() -> String {
        "`true` or `false`".to_owned()
    }
}

impl Values for u32 {
    fn in_words() -> String {
        "a whole number".to_owned()
    }
}

impl Values for String {
    fn in_words() -> String {
        "text".to_owned()
    }
}

impl Values for Secret {
    fn in_words() -> String {
        "text, which neither `understudy config show` nor a log repeats".to_owned()
    }
}

impl Values for PathBuf {
    fn in_words() -> String {
        "a path, from the working directory unless it begins with `/`".to_owned()
    }
}

impl Values for SocketAddr {
    fn in_words() -> String {
        "an address and a port".to_owned()
    }
}

impl Values for BaseUrl {
    fn in_words() -> String {
        "`http://` or `https://`, a host, and a port where it is not the usual one".to_owned()
    }
}

/// [`Values`] for an enum: the names that its deserialisation knows, and no list beside it.
pub fn one_of<T: DeserializeOwned>() -> String {
    let refusal = figment::value::Value::from("").deserialize::<T>().err();
    let Some(Kind::UnknownVariant(_, names)) = refusal.map(|error| error.kind) else {
        unreachable!("an enum without data refuses an empty name, and says which it knows");
    };
    let names: Vec<_> = names.iter().map(|name| format!("`\"{name}\"`")).collect();
    names.join(" or ")
}
