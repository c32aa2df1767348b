//! From the errors of what lies below to what a person reads. The cause goes to the log, here, once.

use impersonation::{EndError, Field, Impersonation, ProviderError, StartError};

use super::{present, told};
use crate::api::{AppError, FieldError};

/// Clerk's error in Clerk's own words; what could not be reached, in ours.
impl From<clerk::Error> for AppError {
    fn from(error: clerk::Error) -> Self {
        Self::Provider {
            words: told(&error),
        }
    }
}

impl From<ProviderError> for AppError {
    fn from(error: ProviderError) -> Self {
        Self::Provider { words: error.words }
    }
}

impl From<impersonation::StoreError> for AppError {
    fn from(error: impersonation::StoreError) -> Self {
        tracing::error!(%error, "the store of impersonations failed");
        Self::Unavailable
    }
}

impl From<EndError> for AppError {
    fn from(error: EndError) -> Self {
        if let EndError::Unknown = error {
            return Self::UnknownImpersonation;
        }
        tracing::error!(%error, "an end could not be recorded");
        Self::Unavailable
    }
}

impl From<StartError> for AppError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Invalid(fields) => Self::Invalid {
                words: "Nothing was started. Please mend what is marked.".to_owned(),
                fields: fields.into_iter().map(field_error).collect(),
            },
            StartError::Refused { words, .. } => Self::Forbidden { words },
            StartError::UnknownSubject => Self::UnknownUser,
            StartError::AlreadyRunning(running) => Self::Forbidden {
                words: already(&running),
            },
            StartError::Over(_) => Self::Forbidden {
                words: error.to_string(),
            },
            StartError::Provider(error) => error.into(),
            StartError::Store(error) => error.into(),
        }
    }
}

fn already(running: &Impersonation) -> String {
    let name = present::party(&running.subject).name;
    match &running.destination {
        Some(to) => format!(
            "You are acting as {name} in {} already. End that first.",
            present::words(&to.name)
        ),
        None => format!("You are acting as {name} already. End that first."),
    }
}

fn field_error(error: impersonation::FieldError) -> FieldError {
    let field = match error.field {
        Field::Reason => "reason",
        Field::CaseReference => "case_reference",
        Field::Minutes => "minutes",
        Field::Destination => "destination",
    };
    FieldError {
        field: field.to_owned(),
        words: error.words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGAIN: &str = "Try again. If it happens again, tell whoever runs Understudy.";

    /// Clerk's refusal in these words.
    fn refusal(words: &str) -> String {
        let error = clerk::Error::Api {
            status: 422,
            errors: vec![clerk::types::ErrorItem::new("x", words, words)],
            retry_after: None,
            trace_id: None,
        };
        AppError::from(error).to_string()
    }

    #[test]
    fn invariant_14_the_providers_own_words_are_shown_as_text_of_one_line() {
        let hostile =
            "</title><script>x</script>\u{202e}desrever\0\r\n\r\nSet-Cookie: a\u{1b}[2J{{7*7}}";
        assert_eq!(
            refusal(hostile),
            format!("</title><script>x</script>�desrever� Set-Cookie: a�[2J{{{{7*7}}}}. {AGAIN}")
        );
        let long = refusal(&"W".repeat(100_000));
        assert_eq!(long, format!("{}… {AGAIN}", "W".repeat(500)));
        for nothing in ["", " \u{200b}\r\n"] {
            assert_eq!(
                refusal(nothing),
                format!("Clerk refused without saying why. {AGAIN}")
            );
        }
    }
}
