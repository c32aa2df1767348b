use figment::error::Kind;
use figment::{Metadata, Source};

/// What is wrong with the configuration, in one sentence that names the key and where it was set. Its
/// value is never quoted where it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl ConfigError {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl From<figment::Error> for ConfigError {
    fn from(error: figment::Error) -> Self {
        let origin = error
            .metadata
            .as_ref()
            .map_or_else(|| "The configuration".to_owned(), origin);
        Self(format!("{origin}: {}", words(error.path, error.kind)))
    }
}

/// The file or the variable in which a value stands.
pub fn origin(metadata: &Metadata) -> String {
    match &metadata.source {
        Some(Source::File(path)) => path.display().to_string(),
        _ => metadata.name.to_string(),
    }
}

fn words(mut path: Vec<String>, kind: Kind) -> String {
    match kind {
        Kind::UnknownField(name, known) => {
            if path.last() != Some(&name) {
                path.push(name);
            }
            format!(
                "the key {} is unknown; known here: {}",
                path.join("."),
                known.join(", ")
            )
        }
        Kind::UnknownVariant(given, known) => {
            format!(
                "{} is {given:?} but must be one of {}",
                path.join("."),
                known.join(", ")
            )
        }
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            format!("{} must be {expected}", path.join("."))
        }
        Kind::Message(message) if path.is_empty() => syntax(&message),
        Kind::Message(message) => format!("{}: {message}", path.join(".")),
        kind => format!("{}: {kind}", path.join(".")),
    }
}

/// The parser's complaint without the line that it quotes, since a secret may stand there.
fn syntax(message: &str) -> String {
    let quoted = |line: &&str| !line.contains('|') && !line.trim().is_empty();
    message
        .lines()
        .filter(quoted)
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(", ")
}
