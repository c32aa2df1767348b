use serde::{Deserialize, Serialize, Serializer};

/// A configured secret. Neither `Debug` nor serialisation (so neither a log nor `config show`) gives
/// it away.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.to_owned())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[secret]")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_by_neither_debug_nor_serialisation() {
        let secret = Secret::from("sk_test_abc");
        let shown = format!("{secret:?} {}", serde_json::json!(secret));
        assert!(!shown.contains("abc"), "{shown}");
        assert_eq!(secret.reveal(), "sk_test_abc");
    }
}
