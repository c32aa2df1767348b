use super::super::record::Record;
use super::super::{Inner, StartError, State, events};
use crate::RuleId;
use crate::policy::NEVER_WHILE_STOPPED;

/// A browser session has one live impersonation at most.
pub(super) const ONE_AT_A_TIME: RuleId = RuleId::new("one_at_a_time");
/// There is nobody of that id.
pub(super) const SUBJECT_UNKNOWN: RuleId = RuleId::new("subject_unknown");

impl Inner {
    /// Records that it is refused, by which rule, and what the person is told.
    pub(super) async fn refuse(
        &self,
        record: &mut Record,
        rule: &RuleId,
        words: &str,
    ) -> Result<(), StartError> {
        let impersonation = &mut record.impersonation;
        impersonation.state = State::Refused;
        impersonation.rule = Some(rule.as_str().to_owned());
        impersonation.words = Some(words.to_owned());
        impersonation.ended_at = Some(self.clock.now());
        let event = events::refused(impersonation);
        Ok(self.store.fruitless(record, event).await?)
    }

    /// Refuses a start that an order has forbidden meanwhile, or one beside another that is live.
    pub(super) async fn refuse_hindered(
        &self,
        record: &mut Record,
    ) -> Result<StartError, StartError> {
        if let Some(stop) = self.store.stopped().await? {
            let (rule, words) = (NEVER_WHILE_STOPPED, stop.words());
            self.refuse(record, &rule, &words).await?;
            return Ok(StartError::Refused { rule, words });
        }
        let words = "You are already acting as somebody.";
        self.refuse(record, &ONE_AT_A_TIME, words).await?;
        let live = self.live_now(&record.impersonation.browser_session).await?;
        Ok(match live {
            Some(live) => StartError::AlreadyRunning(Box::new(self.memory.overlay(live))),
            None => StartError::Refused {
                rule: ONE_AT_A_TIME,
                words: words.to_owned(),
            },
        })
    }
}
