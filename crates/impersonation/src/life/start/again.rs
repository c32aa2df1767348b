use super::super::record::Record;
use super::super::{Inner, StartError, Started, State};
use super::Asked;
use super::refuse::{ONE_AT_A_TIME, SUBJECT_UNKNOWN};
use crate::RuleId;
use crate::ledger::digest;

impl Inner {
    /// The same key stands for the same form only: another subject or reason is another attempt.
    /// A blank key stands for nothing.
    pub(super) fn fingerprint(&self, asked: &Asked) -> String {
        let form = &asked.form;
        let random;
        let key = if form.idempotency_key.is_empty() {
            random = self.random.secret();
            &random
        } else {
            &form.idempotency_key
        };
        let case_reference = form.case_reference.as_deref().unwrap_or_default();
        let destination = form.application.as_ref().map_or("", |to| to.id.as_str());
        let parts: [&[u8]; 7] = [
            key.as_bytes(),
            asked.actor.id.as_bytes(),
            form.subject_id.as_bytes(),
            form.reason.as_bytes(),
            case_reference.as_bytes(),
            &form.minutes.to_be_bytes(),
            destination.as_bytes(),
        ];
        digest("understudy start form 2", &parts)
    }

    /// The answer that the same form got before.
    pub(super) async fn answer_again(&self, record: Record) -> Result<Started, StartError> {
        let impersonation = self.memory.overlay(record.impersonation.clone());
        match impersonation.state {
            State::TicketMinted if impersonation.is_waiting() => Ok(Started {
                impersonation,
                client_token: None,
                already: true,
            }),
            State::Running => {
                let client_token = self.memory.token(&impersonation.id, self.clock.now());
                Ok(Started {
                    impersonation,
                    client_token,
                    already: true,
                })
            }
            State::Refused => {
                let rule = RuleId::from(impersonation.rule.unwrap_or_default());
                let words = impersonation.words.unwrap_or_default();
                let live = self.live_now(&impersonation.browser_session).await?;
                Err(match live {
                    _ if rule == SUBJECT_UNKNOWN => StartError::UnknownSubject,
                    Some(live) if rule == ONE_AT_A_TIME => {
                        StartError::AlreadyRunning(Box::new(live))
                    }
                    _ => StartError::Refused { rule, words },
                })
            }
            State::Failed if !record.interrupted => {
                Err(StartError::Provider(record.provider_error()))
            }
            State::Attempted | State::TicketMinted => {
                // Another process is about it, or a crash left it to the sweeper.
                Err(StartError::AlreadyRunning(Box::new(impersonation)))
            }
            _ => Err(StartError::Over(Box::new(impersonation))),
        }
    }
}
