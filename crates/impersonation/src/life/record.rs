use super::{Destination, Impersonation, Party, State};
use crate::{ProviderError, StoreError};

/// A row of `impersonations`, with the columns that concern nobody outside.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub impersonation: Impersonation,
    /// SHA-256 over the form it came from.
    pub form: String,
    /// What the provider said, when it failed there. Its words are the impersonation's.
    pub provider_status: Option<u16>,
    pub provider_code: Option<String>,
    /// Whether it was ended from outside before it had begun, and not failed by the provider.
    pub interrupted: bool,
}

impl Record {
    /// The provider's answer, as it was when this failed.
    pub(super) fn provider_error(&self) -> ProviderError {
        ProviderError {
            status: self.provider_status,
            code: self.provider_code.clone(),
            words: self.impersonation.words.clone().unwrap_or_default(),
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    browser_session: String,
    form: String,
    actor_id: String,
    actor_name: String,
    actor_email: Option<String>,
    subject_id: String,
    subject_name: String,
    subject_email: Option<String>,
    reason: String,
    case_reference: Option<String>,
    destination_id: Option<String>,
    destination_name: Option<String>,
    minutes: i64,
    rule: Option<String>,
    state: String,
    cause: Option<String>,
    words: Option<String>,
    provider_status: Option<i64>,
    provider_code: Option<String>,
    actor_token_id: Option<String>,
    session_id: Option<String>,
    attempted_at: i64,
    accept_until: Option<i64>,
    started_at: Option<i64>,
    expires_at: Option<i64>,
    last_seen_at: Option<i64>,
    ended_at: Option<i64>,
}

impl TryFrom<Row> for Record {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let unreadable = |what: &str| StoreError::Unreadable(format!("{what} of {}", row.id));
        let state = State::parse(&row.state, row.cause.as_deref());
        let state = state.ok_or_else(|| unreadable("the state"))?;
        let minutes = u32::try_from(row.minutes).map_err(|_| unreadable("the minutes"))?;
        let provider_status = row.provider_status.map(u16::try_from).transpose();
        let provider_status = provider_status.map_err(|_| unreadable("the provider's status"))?;
        let impersonation = Impersonation {
            id: row.id,
            browser_session: row.browser_session,
            actor: Party {
                id: row.actor_id,
                name: row.actor_name,
                email: row.actor_email,
            },
            subject: Party {
                id: row.subject_id,
                name: row.subject_name,
                email: row.subject_email,
            },
            reason: row.reason,
            case_reference: row.case_reference,
            destination: row.destination_id.map(|id| Destination {
                name: row.destination_name.unwrap_or_else(|| id.clone()),
                id,
            }),
            minutes,
            rule: row.rule,
            state,
            words: row.words,
            actor_token_id: row.actor_token_id,
            session_id: row.session_id,
            attempted_at: row.attempted_at,
            accept_until: row.accept_until,
            started_at: row.started_at,
            expires_at: row.expires_at,
            last_seen_at: row.last_seen_at,
            ended_at: row.ended_at,
        };
        let (form, provider_code) = (row.form, row.provider_code);
        let interrupted = state == State::Failed && row.cause.is_some();
        Ok(Self {
            impersonation,
            form,
            provider_status,
            provider_code,
            interrupted,
        })
    }
}
