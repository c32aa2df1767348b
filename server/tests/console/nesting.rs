//! No impersonation within another, and none is keyed by whom it is of.

use std::sync::Arc;

use impersonation::{Decision, Policy, Question, RuleId};

use crate::support::{Form, House, Plan, REASON};

fn start(session: &str, subject: &str) -> Form {
    Form::to(
        "/api/start_impersonation",
        &[
            ("session", session),
            ("subject", subject),
            ("key", "by hand"),
            ("reason", REASON),
            ("minutes", "15"),
        ],
    )
}

#[tokio::test]
async fn invariant_03_nobody_starts_from_inside_not_even_back_to_themselves() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let session = sue.session().await;
    for subject in ["bob", "ann", "sue"] {
        let answer = sue.fetch(&start(&session, house.id(subject))).await;
        assert_eq!(answer.status, 403, "{subject}: {answer}");
    }
    let entries = house.entries().await;
    for refused in &entries[2..] {
        assert_eq!(refused.kind, "impersonation.refused");
        assert_eq!(refused.details["rule"], "never_from_inside");
    }
    assert_eq!(entries.len(), 5);
    assert_eq!(house.minted().await, 1);
    assert!(
        sue.open("/dashboard")
            .await
            .region()
            .contains("Ann Example")
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_03_a_second_one_beside_one_that_is_open_is_refused_and_recorded() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Switch to sue@example.com").await;
    let form = sue.start_form(&house.page_of("bob")).await;
    let answer = sue.fetch(&form).await;
    assert_eq!(answer.status, 403, "{answer}");
    assert!(
        answer.json()["words"]
            .as_str()
            .unwrap()
            .contains("Ann Example")
    );
    assert_eq!(house.kinds().await, ["attempted", "started", "refused"]);
    assert_eq!(house.minted().await, 1);
    house.close().await;
}

struct PermitsAll;

impl Policy for PermitsAll {
    fn decide(&self, _: &Question<'_>) -> Decision {
        Decision::Allow {
            rule: RuleId::new("all"),
            max_minutes: 60,
        }
    }
}

#[tokio::test]
async fn invariant_03_a_session_of_somebody_else_carries_no_staff_rights_whoever_the_subject_is() {
    let house = House::with(Plan {
        policy: Arc::new(PermitsAll),
        ..Plan::default()
    })
    .await;
    let mut sue = house.acting("sue", "lea").await;
    let dashboard = sue.open("/dashboard").await;
    assert!(dashboard.region().contains("Lea Example"));
    assert_eq!(dashboard.texts("nav a"), ["Dashboard"]);
    for path in ["/users", "/impersonations", &house.page_of("bob")] {
        assert_eq!(sue.get(path).await.status, 403, "{path}");
    }
    let session = sue.session().await;
    let answer = sue.fetch(&start(&session, house.id("bob"))).await;
    assert_eq!(answer.status, 403, "{answer}");
    assert_eq!(house.minted().await, 1);
    house.close().await;
}

#[tokio::test]
async fn invariant_03_two_operators_act_as_one_user_at_once_and_one_end_leaves_the_other() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let mut sam = house.acting("sam", "ann").await;
    assert_eq!(house.live("ann", true).await, 2);
    let of_sue = sue.open("/dashboard").await;
    assert!(of_sue.region().contains("sue@example.com"), "{of_sue}");
    assert!(
        sam.open("/dashboard")
            .await
            .region()
            .contains("sam@example.com")
    );

    sue.press(&of_sue, "End impersonation").await;
    assert_eq!(sue.open("/dashboard").await.region(), "");
    let of_sam = sam.open("/dashboard").await;
    assert_eq!(of_sam.heading(), "Hello Ann");
    assert!(of_sam.region().contains("You are acting as Ann Example"));
    assert_eq!(house.live("ann", true).await, 1);

    let ids: Vec<_> = house
        .entries()
        .await
        .into_iter()
        .map(|entry| entry.about)
        .collect();
    assert_eq!((&ids[0], &ids[2]), (&ids[1], &ids[3]));
    assert_eq!((&ids[0], ids.len()), (&ids[4], 5), "{ids:?}");
    assert_ne!(ids[0], ids[2]);
    house.close().await;
}

#[tokio::test]
async fn invariant_03_two_browsers_of_one_operator_are_two_impersonations() {
    let house = House::new().await;
    let mut here = house.acting("sue", "ann").await;
    let mut there = house.acting("sue", "ann").await;
    let page = here.open("/dashboard").await;
    here.press(&page, "End impersonation").await;
    assert_eq!(here.open("/dashboard").await.heading(), "Hello Sue");
    assert_eq!(there.open("/dashboard").await.heading(), "Hello Ann");
    assert_eq!(house.live("ann", true).await, 1);
    house.close().await;
}
