use super::floor::refusal;
use super::{Action, Decision, Policy, Question, RuleId};
use crate::{Person, Role};

const STAFF_ACT_AS_ORDINARY_PEOPLE: RuleId = RuleId::new("staff_act_as_ordinary_people");
const STAFF_READ: RuleId = RuleId::new("staff_read");
const LEADS_KILL: RuleId = RuleId::new("leads_kill");
const LEADS_ONLY: RuleId = RuleId::new("leads_only");
const STAFF_ONLY: RuleId = RuleId::new("staff_only");
const BANNED_NEVER_ACT: RuleId = RuleId::new("banned_never_act");
const NEVER_BANNED: RuleId = RuleId::new("never_banned");
const NEVER_STAFF: RuleId = RuleId::new("never_staff");

/// The longest impersonation, in minutes.
const MAX_MINUTES: u32 = 60;

/// The rules that hold when nobody has written others: support and leads see users and may act as
/// ordinary people; staff, leads and banned users are never subjects. Leads may kill.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultPolicy;

impl Policy for DefaultPolicy {
    fn decide(&self, question: &Question<'_>) -> Decision {
        if let Some(refusal) = refusal(question) {
            return refusal;
        }
        if question.actor.banned {
            return Decision::deny(BANNED_NEVER_ACT, "Your account is banned.");
        }
        if question.actor.role.is_none() {
            return Decision::deny(STAFF_ONLY, staff_only_words(question.action));
        }
        match question.action {
            Action::ReadUsers | Action::ReadImpersonations => Decision::Allow {
                rule: STAFF_READ,
                max_minutes: MAX_MINUTES,
            },
            Action::Kill if question.actor.role == Some(Role::Lead) => Decision::Allow {
                rule: LEADS_KILL,
                max_minutes: MAX_MINUTES,
            },
            Action::Kill => Decision::deny(
                LEADS_ONLY,
                "Only leads may end what others do, or keep it from being started.",
            ),
            Action::Impersonate => {
                question
                    .subject
                    .and_then(protected)
                    .unwrap_or(Decision::Allow {
                        rule: STAFF_ACT_AS_ORDINARY_PEOPLE,
                        max_minutes: MAX_MINUTES,
                    })
            }
        }
    }
}

fn staff_only_words(action: Action) -> &'static str {
    match action {
        Action::Impersonate => "Only support staff may act as a user.",
        Action::ReadUsers => "Only support staff may see users.",
        Action::ReadImpersonations => "Only support staff may see impersonations.",
        Action::Kill => "Only leads may end what others do, or keep it from being started.",
    }
}

/// Why nobody may act as this person, if so.
fn protected(subject: &Person) -> Option<Decision> {
    if subject.role.is_some() {
        Some(Decision::deny(
            NEVER_STAFF,
            "Nobody may act as a member of staff.",
        ))
    } else if subject.banned {
        Some(Decision::deny(
            NEVER_BANNED,
            "Nobody may act as a banned user.",
        ))
    } else {
        None
    }
}
