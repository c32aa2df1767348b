use super::{Action, Decision, Policy, Question, RuleId};

/// Nobody who is acting as somebody acts as yet another, and nobody carries staff rights inside.
pub const NEVER_FROM_INSIDE: RuleId = RuleId::new("never_from_inside");
/// Nobody acts as themselves.
pub const NEVER_ONESELF: RuleId = RuleId::new("never_oneself");
/// While starts are stopped, nobody begins to act as anybody.
pub const NEVER_WHILE_STOPPED: RuleId = RuleId::new("never_while_stopped");

/// Asks the policy, under the rules that no policy can lift.
pub fn decide(policy: &dyn Policy, question: &Question<'_>) -> Decision {
    refusal(question).unwrap_or_else(|| policy.decide(question))
}

/// What is refused whatever the policy says.
pub(super) fn refusal(question: &Question<'_>) -> Option<Decision> {
    let oneself = question
        .subject
        .is_some_and(|subject| subject.id == question.actor.id);
    if question.context.inside {
        let words = "You are acting as somebody else. End the impersonation first.";
        Some(Decision::deny(NEVER_FROM_INSIDE, words))
    } else if question.action == Action::Impersonate && oneself {
        Some(Decision::deny(NEVER_ONESELF, "You cannot act as yourself."))
    } else if question.action == Action::Impersonate
        && let Some(words) = question.context.stopped
    {
        Some(Decision::deny(NEVER_WHILE_STOPPED, words))
    } else {
        None
    }
}
