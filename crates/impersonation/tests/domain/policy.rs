//! Who may act as whom.

use std::sync::Arc;

use impersonation::policy::{NEVER_FROM_INSIDE, NEVER_ONESELF};
use impersonation::{
    Action, Context, Decision, DefaultPolicy, Person, Policy, Question, Role, RuleId, StartError,
};

use crate::fake::{Step, person};
use crate::house::{House, form, sue};

fn ask(actor: &Person, action: Action, subject: Option<&Person>, inside: bool) -> Decision {
    let context = Context {
        minutes: Some(30),
        inside,
        ..Context::default()
    };
    DefaultPolicy.decide(&Question {
        actor,
        action,
        subject,
        context: &context,
    })
}

#[test]
fn invariant_02_default_deny_nobody_acts_unless_a_rule_permits() {
    let everybody = || {
        [None, Some(Role::Support), Some(Role::Lead)]
            .into_iter()
            .flat_map(|role| {
                [false, true].map(|banned| Person {
                    banned,
                    ..person("user_x", role)
                })
            })
    };
    for actor in everybody() {
        for subject in everybody() {
            for (id, inside) in [("user_x", false), ("user_y", false), ("user_y", true)] {
                let subject = Person {
                    id: id.to_owned(),
                    ..subject.clone()
                };
                let decision = ask(&actor, Action::Impersonate, Some(&subject), inside);
                let permitted = actor.role.is_some()
                    && !actor.banned
                    && subject.role.is_none()
                    && !subject.banned
                    && id != "user_x"
                    && !inside;
                assert_eq!(
                    decision.is_allowed(),
                    permitted,
                    "{actor:?} as {subject:?} {inside}"
                );
            }
        }
    }
}

#[test]
fn invariant_02_default_deny_ordinary_people_see_nobody_and_nobody_does_from_inside() {
    for action in [Action::ReadUsers, Action::ReadImpersonations] {
        assert!(!ask(&person("user_x", None), action, None, false).is_allowed());
        assert!(ask(&sue(), action, None, false).is_allowed());
        assert!(!ask(&sue(), action, None, true).is_allowed());
    }
}

#[test]
fn invariant_02_default_deny_only_leads_kill_and_not_from_inside() {
    let lead = person("user_x", Some(Role::Lead));
    assert!(ask(&lead, Action::Kill, None, false).is_allowed());
    assert!(!ask(&lead, Action::Kill, None, true).is_allowed());
    assert!(!ask(&sue(), Action::Kill, None, false).is_allowed());
    assert!(!ask(&person("user_x", None), Action::Kill, None, false).is_allowed());
}

/// A policy that somebody wrote without care.
struct Anything;

impl Policy for Anything {
    fn decide(&self, _: &Question<'_>) -> Decision {
        Decision::Allow {
            rule: RuleId::new("anything"),
            max_minutes: 10,
        }
    }
}

/// A policy without a rule.
struct Nothing;

impl Policy for Nothing {
    fn decide(&self, _: &Question<'_>) -> Decision {
        Decision::deny(RuleId::new("no_rule"), "No rule allows this.")
    }
}

#[tokio::test]
async fn invariant_02_nobody_impersonates_themselves_whatever_the_policy_says() {
    let house = House::with_policy(Arc::new(Anything)).await;
    let refused = house.start("b1", "user_sue").await.unwrap_err();
    let StartError::Refused { rule, words } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (rule, words.as_str()),
        (NEVER_ONESELF, "You cannot act as yourself.")
    );
    assert_eq!(house.provider.steps(), [Step::Person]);
}

#[tokio::test]
async fn invariant_02_without_a_rule_there_is_no_impersonation() {
    let house = House::with_policy(Arc::new(Nothing)).await;
    let refused = house.start("b1", "user_ann").await.unwrap_err();
    assert!(matches!(refused, StartError::Refused { .. }), "{refused:?}");
    assert_eq!(house.provider.steps(), [Step::Person]);
    assert_eq!(house.kinds().await, ["impersonation.refused"]);
}

#[tokio::test]
async fn invariant_03_nobody_starts_from_inside_whatever_the_policy_says() {
    let house = House::with_policy(Arc::new(Anything)).await;
    let refused = house
        .impersonations
        .start(&sue(), "b1", true, &form("user_ann"))
        .await;
    let Err(StartError::Refused { rule, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(rule, NEVER_FROM_INSIDE);
    assert_eq!(house.provider.steps(), [Step::Person]);
}

#[tokio::test]
async fn the_policy_may_grant_less_time_than_was_asked_for() {
    let house = House::with_policy(Arc::new(Anything)).await;
    let started = house.start("b1", "user_ann").await.unwrap();
    assert_eq!(started.impersonation.minutes, 10);
    assert_eq!(house.provider.orders()[0].session_seconds, 600);
    let now = house.clock.now();
    assert_eq!(started.impersonation.expires_at, Some(now + 600_000));
}

#[tokio::test]
async fn whoever_may_not_act_is_not_told_who_exists() {
    let house = House::new().await;
    let customer = person("user_ann", None);
    for subject in ["user_bob", "user_nobody", "../sessions"] {
        let refused = house
            .impersonations
            .start(&customer, "b1", false, &form(subject))
            .await;
        let Err(StartError::Refused { rule, .. }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(rule.as_str(), "staff_only");
    }
}
