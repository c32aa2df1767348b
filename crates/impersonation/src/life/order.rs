use super::Inner;
use super::form::checked_reason;
use crate::ledger::{Event, PersonalField};
use crate::policy::{self, Action, Context, Decision, Question};
use crate::{Person, RuleId, StoreError};

/// Who orders that impersonations end, or that none begins.
#[derive(Clone, Copy, Debug)]
pub enum OrderedBy<'a> {
    /// Somebody at the console, whom the rules must permit it.
    Person {
        /// The verified session's user, read afresh.
        person: &'a Person,
        /// Whether the request was made from inside an impersonation.
        inside: bool,
    },
    /// Whoever works on the machine itself, by the command line.
    Operator,
}

/// Why an order was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The reason will not do; what to do about it, as a sentence.
    #[error("{0}")]
    Reason(&'static str),
    /// The rules do not allow it.
    #[error("{words}")]
    Refused {
        /// The rule that refused.
        rule: RuleId,
        /// Why, for the person who asked.
        words: String,
    },
    /// The store took no record of it. What it ends is over nevertheless, as far as it could be read.
    #[error("The order could not be recorded.")]
    Store(#[from] StoreError),
}

/// An order that the rules permit.
#[derive(Debug)]
pub(super) struct Order {
    pub by: Option<Person>,
    pub reason: String,
}

impl Inner {
    pub(super) fn order(&self, by: OrderedBy<'_>, reason: &str) -> Result<Order, OrderError> {
        let by = match by {
            OrderedBy::Operator => None,
            OrderedBy::Person { person, inside } => {
                let context = Context {
                    inside,
                    ..Context::default()
                };
                let question = Question {
                    actor: person,
                    action: Action::Kill,
                    subject: None,
                    context: &context,
                };
                if let Decision::Deny { rule, words } =
                    policy::decide(self.policy.as_ref(), &question)
                {
                    return Err(OrderError::Refused { rule, words });
                }
                Some(person.clone())
            }
        };
        let reason = checked_reason(reason).map_err(OrderError::Reason)?;
        Ok(Order { by, reason })
    }
}

impl Order {
    /// Says in a record who ordered it, and why.
    pub(super) fn sign(&self, event: Event) -> Event {
        let event = event.personal(PersonalField::Reason, &self.reason);
        match &self.by {
            None => event.detail("by", "operator"),
            Some(person) => event
                .detail("by", "person")
                .personal(PersonalField::ActorId, &person.id)
                .personal(PersonalField::ActorName, &person.name)
                .personal_if(PersonalField::ActorEmail, person.email.as_deref()),
        }
    }
}
