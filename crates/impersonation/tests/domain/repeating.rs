//! The same form sent twice: a reload, a double click, a browser that drops its first request.

use std::sync::Arc;

use impersonation::{EndCause, StartError, StartForm, Started};

use crate::fake::{Step, person, refusal};
use crate::house::{House, form, open_ledger, sue};

#[tokio::test]
async fn the_same_form_sent_again_gets_the_same_answer_and_spends_no_second_ticket() {
    let house = House::new().await;
    let first = house.start("b1", "user_ann").await.unwrap();
    let again = house.start("b1", "user_ann").await.unwrap();
    assert!(!first.already && again.already);
    assert_eq!(again.impersonation, first.impersonation);
    assert_eq!(
        again.impersonation.session_id,
        first.impersonation.session_id
    );
    assert_eq!(again.client_token, first.client_token);
    assert_eq!(house.provider.orders().len(), 1);
    assert_eq!(house.kinds().await.len(), 2);
}

#[tokio::test]
async fn a_double_click_waits_for_the_first_click() {
    let house = House::new().await;
    let (one, other) = tokio::join!(house.start("b1", "user_ann"), house.start("b1", "user_ann"));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_ne!(one.already, other.already);
    assert_eq!(one.impersonation, other.impersonation);
    assert_eq!(house.provider.orders().len(), 1);
}

#[tokio::test]
async fn a_start_whose_request_was_dropped_goes_on_and_answers_the_next_one() {
    let house = Arc::new(House::new().await);
    let gate = house.provider.hold(Step::RedeemTicket);
    let first = tokio::spawn({
        let house = house.clone();
        async move { house.start("b1", "user_ann").await }
    });
    while !house.provider.steps().contains(&Step::RedeemTicket) {
        tokio::task::yield_now().await;
    }
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    let again = house.start("b1", "user_ann").await.unwrap();
    assert!(again.already);
    assert_eq!(again.client_token.unwrap().expose(), "CLIENT-sess_1-SECRET");
    assert_eq!(house.provider.orders().len(), 1);
}

#[tokio::test]
async fn invariant_11_the_token_is_handed_over_for_two_minutes_only() {
    let house = House::new().await;
    house.start("b1", "user_ann").await.unwrap();
    house.clock.advance(2 * 60_000 - 1);
    assert!(
        house
            .start("b1", "user_ann")
            .await
            .unwrap()
            .client_token
            .is_some()
    );
    house.clock.advance(1);
    let late = house.start("b1", "user_ann").await.unwrap();
    assert!(late.already && late.client_token.is_none());
}

#[tokio::test]
async fn the_key_stands_for_one_form_of_one_actor_from_one_browser_session() {
    let house = House::new().await;
    let mut wrong_person = form("user_lea");
    let refused = house
        .impersonations
        .start(&sue(), "b1", false, &wrong_person)
        .await;
    assert!(
        matches!(refused, Err(StartError::Refused { .. })),
        "{refused:?}"
    );
    wrong_person.subject_id = "user_ann".to_owned();
    let corrected = house
        .impersonations
        .start(&sue(), "b1", false, &wrong_person)
        .await;
    assert!(
        !corrected.unwrap().already,
        "a corrected form is another attempt"
    );
    let elsewhere = house
        .impersonations
        .start(&sue(), "b2", false, &wrong_person)
        .await;
    assert!(
        !elsewhere.unwrap().already,
        "so is the form of another browser session"
    );
}

#[tokio::test]
async fn a_blank_key_stands_for_nothing() {
    let house = House::new().await;
    let mut form = form("user_lea");
    form.idempotency_key = String::new();
    for _ in 0..2 {
        let refused = house.impersonations.start(&sue(), "b1", false, &form).await;
        assert!(
            matches!(refused, Err(StartError::Refused { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(house.kinds().await.len(), 2);
}

#[tokio::test]
async fn what_was_refused_or_failed_is_answered_alike_without_asking_again() {
    let house = House::new().await;
    let refused = house.start("b1", "user_lea").await.unwrap_err();
    let error = refusal(
        402,
        "feature_not_available",
        "Your plan has no impersonation.",
    );
    house.provider.fail(Step::CreateTicket, error.clone());
    let failed = house.start("b1", "user_ann").await.unwrap_err();
    let steps = house.provider.steps();

    let refused_again = house.start("b1", "user_lea").await.unwrap_err();
    let failed_again = house.start("b1", "user_ann").await.unwrap_err();
    assert_eq!(refused.to_string(), refused_again.to_string());
    assert!(
        matches!(refused_again, StartError::Refused { .. }),
        "{refused_again:?}"
    );
    for failed in [failed, failed_again] {
        let StartError::Provider(said) = failed else {
            panic!("{failed:?}")
        };
        assert_eq!(said, error);
    }
    assert_eq!(house.provider.steps(), steps);
    assert_eq!(house.kinds().await.len(), 3);
}

#[tokio::test]
async fn a_form_whose_impersonation_is_over_does_not_start_it_again() {
    let house = House::new().await;
    let started = house.start("b1", "user_ann").await.unwrap();
    house
        .impersonations
        .end(&started.impersonation.id, EndCause::Person)
        .await
        .unwrap();
    let again = house.start("b1", "user_ann").await.unwrap_err();
    let StartError::Over(over) = again else {
        panic!("{again:?}")
    };
    assert_eq!(over.id, started.impersonation.id);
    assert_eq!(house.provider.orders().len(), 1);
}

#[tokio::test]
async fn a_form_is_not_answered_with_what_another_person_was_told() {
    let house = House::new().await;
    house.start("b1", "user_lea").await.unwrap_err();
    let customer = person("user_ann", None);
    let refused = house
        .impersonations
        .start(&customer, "b1", false, &form("user_lea"))
        .await;
    let Err(StartError::Refused { rule, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(rule.as_str(), "staff_only");
    assert_eq!(
        house.entries().await[1].personal["actor_id"].words(),
        "user_ann"
    );
}

/// Two processes on one store look the subject up at the same moment, each for one form.
async fn two_processes(forms: [&StartForm; 2]) -> (House, [Result<Started, StartError>; 2]) {
    let house = House::new().await;
    let gate = house.provider.hold(Step::Person);
    let ledger = open_ledger(&house.pool, house.directory.path(), &house.clock).await;
    let other = house.over(house.pool.clone(), ledger, 4);
    let actor = sue();
    let (one, two, ()) = tokio::join!(
        house.impersonations.start(&actor, "b1", false, forms[0]),
        other.start(&actor, "b1", false, forms[1]),
        async {
            while house.provider.steps().len() < 2 {
                tokio::task::yield_now().await;
            }
            gate.add_permits(2);
        }
    );
    (house, [one, two])
}

#[tokio::test]
async fn two_processes_with_one_form_spend_one_ticket() {
    let form = form("user_ann");
    let (house, results) = two_processes([&form, &form]).await;
    assert_eq!(house.provider.orders().len(), 1);
    assert_eq!(
        house.kinds().await,
        ["impersonation.attempted", "impersonation.started"]
    );
    // The slower one finds the other's attempt, under way or running.
    let started = results
        .iter()
        .flatten()
        .filter(|started| !started.already)
        .count();
    assert_eq!(started, 1, "{results:?}");
    for error in results.into_iter().filter_map(Result::err) {
        assert!(matches!(error, StartError::AlreadyRunning(_)), "{error:?}");
    }
}

#[tokio::test]
async fn two_processes_with_two_forms_of_one_browser_session_start_one() {
    let (house, results) = two_processes([&form("user_ann"), &form("user_bob")]).await;
    assert_eq!(house.provider.orders().len(), 1);
    assert_eq!(results.iter().flatten().count(), 1, "{results:?}");
    let mut kinds = house.kinds().await;
    kinds.sort();
    assert_eq!(
        kinds,
        [
            "impersonation.attempted",
            "impersonation.refused",
            "impersonation.started"
        ]
    );
    house.verify().await.unwrap();
}
