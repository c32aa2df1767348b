use serde::{Deserialize, Serialize};

use crate::api::{AppError, FieldError};

/// What a refused form shows once, on the next page: its message, and what was typed, never passwords.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Which form it belongs to; empty for a notice that stands above any page.
    pub form: String,
    /// What is to be said.
    pub message: String,
    /// What is wrong with each field.
    pub fields: Vec<FieldError>,
    /// What was typed, by field.
    pub values: Vec<(String, String)>,
}

impl Flash {
    /// The refusal of `form` for `error`.
    pub fn of(form: &str, error: &AppError) -> Self {
        let fields = match error {
            AppError::Invalid { fields, .. } => fields.clone(),
            _ => Vec::new(),
        };
        Self {
            form: form.to_owned(),
            message: error.to_string(),
            fields,
            values: Vec::new(),
        }
    }

    /// A notice above the next page.
    pub fn notice(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// Also keeps what was typed into `field`, far beyond what any field takes: whoever typed too much wants
    /// to shorten it.
    #[must_use]
    pub fn keeping(mut self, field: &str, value: &str) -> Self {
        const MOST: usize = 10_000;
        self.values
            .push((field.to_owned(), value.chars().take(MOST).collect()));
        self
    }

    /// What was typed into `field`.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.as_str())
    }
}
