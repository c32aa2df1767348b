use std::fmt;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

/// Declares a string that may travel in a request but never in a log, an error or a debug print.
macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself, for the one place that sends or seals it.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }

        /// Takes the same time wherever the texts differ.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
            }
        }

        impl Eq for $name {}

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

secret! {
    /// A password or a ticket on its way to Clerk.
    Secret
}

secret! {
    /// What proves to the Frontend API which Clerk client is speaking (native mode: the raw value of
    /// the `Authorization` header).
    ClientToken
}

secret! {
    /// The instance's key for the Backend API, `sk_test_…` or `sk_live_…`.
    SecretKey
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_shows_in_debug_output() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Secret::new("a1"),
            ClientToken::new("b2"),
            SecretKey::new("c3")
        );
        assert_eq!(
            shown,
            "Secret(redacted) ClientToken(redacted) SecretKey(redacted)"
        );
    }

    #[test]
    fn secrets_are_equal_only_when_their_texts_are() {
        assert_eq!(Secret::new("same"), Secret::from("same"));
        assert_ne!(Secret::new("same"), Secret::new("sama"));
        assert_ne!(Secret::new("same"), Secret::new("same but longer"));
    }
}
