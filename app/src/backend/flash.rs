use ambient::Random;
use impersonation::Impersonation;
use serde::{Deserialize, Serialize};

use crate::api::{AppError, FieldError};
use crate::session::Resume;

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

    /// Also keeps what it takes to start this impersonation again.
    #[must_use]
    pub fn with_resume(self, over: &Impersonation) -> Self {
        let case_reference = over.case_reference.as_deref().unwrap_or_default();
        self.keeping("subject", &over.subject.id)
            .keeping("reason", &over.reason)
            .keeping("case_reference", case_reference)
            .keeping("minutes", &over.minutes.to_string())
    }

    /// What a notice offers to start again, from one's own session.
    pub fn resume(&self, session: &str, random: &Random) -> Option<Resume> {
        let value = |field| self.value(field).unwrap_or_default().to_owned();
        self.value("subject").map(|subject| Resume {
            session: session.to_owned(),
            subject: subject.to_owned(),
            reason: value("reason"),
            case_reference: value("case_reference"),
            minutes: value("minutes"),
            key: random.id("key"),
        })
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
