use super::super::record::Record;
use super::super::{Destination, Impersonation, Inner, Party, StartError, State, events};
use super::Asked;
use super::refuse::SUBJECT_UNKNOWN;
use crate::policy::{self, Action, Context, Decision, Question};
use crate::{Person, ProviderError};

/// The longest user id that is looked up at the provider, in characters.
const ID_MAX: usize = 100;

impl Inner {
    pub(super) fn new_record(&self, asked: &Asked, form: String) -> Record {
        let impersonation = Impersonation {
            id: self.random.id("imp"),
            browser_session: asked.browser_session.clone(),
            actor: Party::from(&asked.actor),
            subject: Party::unknown(&asked.form.subject_id),
            reason: asked.form.reason.clone(),
            case_reference: asked.form.case_reference.clone(),
            destination: asked.form.application.as_ref().map(|to| Destination {
                id: to.id.clone(),
                name: to.name.clone(),
            }),
            minutes: asked.form.minutes,
            rule: None,
            state: State::Attempted,
            words: None,
            actor_token_id: None,
            session_id: None,
            attempted_at: asked.at,
            accept_until: None,
            started_at: None,
            expires_at: None,
            last_seen_at: None,
            ended_at: None,
        };
        Record {
            impersonation,
            form,
            provider_status: None,
            provider_code: None,
            interrupted: false,
        }
    }

    /// Who the subject is; what cannot be an id is nobody, and is not sent anywhere.
    pub(super) async fn look_up(&self, record: &mut Record) -> Result<Option<Person>, StartError> {
        let id = record.impersonation.subject.id.clone();
        if !is_id(&id) {
            record.impersonation.subject.id =
                id.chars().take(ID_MAX).filter(|c| *c != '\0').collect();
            return Ok(None);
        }
        match self.identity.person(&id).await {
            Ok(Some(person)) if person.id == id => {
                record.impersonation.subject = Party::from(&person);
                Ok(Some(person))
            }
            Ok(_) => Ok(None),
            Err(error) => {
                self.note_failure(record, &error);
                let event = events::failed_unattempted(record, "person");
                self.store.fruitless(record, event).await?;
                Err(StartError::Provider(error))
            }
        }
    }

    /// Asks the rules. Whoever may not act as anybody is not told who exists.
    pub(super) async fn decide(
        &self,
        asked: &Asked,
        record: &mut Record,
        subject: Option<&Person>,
    ) -> Result<(), StartError> {
        let stop = self.store.stopped().await?.map(|stop| stop.words());
        let context = Context {
            minutes: Some(asked.form.minutes),
            destination: asked.form.application.as_ref().map(|to| to.id.as_str()),
            inside: asked.inside,
            stopped: stop.as_deref(),
        };
        let question = Question {
            actor: &asked.actor,
            action: Action::Impersonate,
            subject,
            context: &context,
        };
        match policy::decide(self.policy.as_ref(), &question) {
            Decision::Deny { rule, words } => {
                self.refuse(record, &rule, &words).await?;
                return Err(StartError::Refused { rule, words });
            }
            Decision::Allow { rule, max_minutes } => {
                record.impersonation.rule = Some(rule.as_str().to_owned());
                record.impersonation.minutes = asked.form.minutes.min(max_minutes);
            }
        }
        if subject.is_none() {
            self.refuse(record, &SUBJECT_UNKNOWN, "There is no such user.")
                .await?;
            return Err(StartError::UnknownSubject);
        }
        Ok(())
    }

    fn note_failure(&self, record: &mut Record, error: &ProviderError) {
        record.impersonation.state = State::Failed;
        record.impersonation.words = Some(error.words.clone());
        record.impersonation.ended_at = Some(self.clock.now());
        record.provider_status = error.status;
        record.provider_code.clone_from(&error.code);
    }
}

/// Whether a text can be a user id of the provider; it goes into the path of a request.
fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !text.is_empty() && text.len() <= ID_MAX && text.bytes().all(plain)
}
