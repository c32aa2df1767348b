//! A start that goes well, and those that may not.

use impersonation::{Party, StartError, State};

use crate::fake::{Step, person};
use crate::house::{House, NOON, form, sue};

#[tokio::test]
async fn a_start_is_recorded_before_and_after_and_opens_one_session() {
    let house = House::new().await;
    let started = house.start("b1", "user_ann").await.unwrap();
    assert!(!started.already);
    assert_eq!(
        started.client_token.unwrap().expose(),
        "CLIENT-sess_1-SECRET"
    );
    let impersonation = started.impersonation;
    assert_eq!(impersonation.state, State::Running);
    assert_eq!(impersonation.expires_at, Some(NOON + 30 * 60_000));
    assert_eq!(
        impersonation.subject,
        Party::from(&person("user_ann", None))
    );
    assert_eq!(
        house.impersonations.get(&impersonation.id).await.unwrap(),
        Some(impersonation.clone()),
        "what is answered is what is stored"
    );
    assert_eq!(
        house.provider.steps(),
        [Step::Person, Step::CreateTicket, Step::RedeemTicket]
    );
    assert_eq!(
        house.kinds().await,
        ["impersonation.attempted", "impersonation.started"]
    );
    house.verify().await.unwrap();
}

#[tokio::test]
async fn invariant_01_the_ticket_names_the_verified_actor_and_the_impersonation() {
    let house = House::new().await;
    let started = house.start("b1", "user_ann").await.unwrap();
    let [order] = &house.provider.orders()[..] else {
        panic!("one order")
    };
    assert_eq!(order.actor_id, "user_sue");
    assert_eq!(order.subject_id, "user_ann");
    assert_eq!(order.impersonation_id, started.impersonation.id);
    assert_eq!((order.ticket_seconds, order.session_seconds), (60, 1_800));
}

#[tokio::test]
async fn an_incomplete_form_asks_nobody_and_records_nothing() {
    let house = House::new().await;
    let mut form = form("user_ann");
    form.reason = "because".to_owned();
    let error = house
        .impersonations
        .start(&sue(), "b1", false, &form)
        .await
        .unwrap_err();
    assert!(matches!(error, StartError::Invalid(_)), "{error:?}");
    assert_eq!(house.provider.steps(), []);
    assert_eq!(house.kinds().await, [""; 0]);
}

#[tokio::test]
async fn an_unknown_subject_is_recorded_and_what_cannot_be_an_id_is_not_looked_up() {
    let house = House::new().await;
    for subject in [
        "user_nobody",
        "",
        "../users",
        "user_a?x=1",
        &"u".repeat(101),
    ] {
        let error = house.start("b1", subject).await.unwrap_err();
        assert!(
            matches!(error, StartError::UnknownSubject),
            "{subject}: {error:?}"
        );
    }
    assert_eq!(house.provider.asked(Step::Person), ["user_nobody"]);
    assert_eq!(house.kinds().await, ["impersonation.refused"; 5]);
}

#[tokio::test]
async fn invariant_03_two_people_may_act_as_one_user_at_once() {
    let house = House::new().await;
    let lea = person("user_lea", Some(impersonation::Role::Lead));
    let first = house.start("b1", "user_ann").await.unwrap();
    let second = house
        .impersonations
        .start(&lea, "b2", false, &form("user_ann"))
        .await
        .unwrap();
    assert_ne!(
        first.impersonation.session_id,
        second.impersonation.session_id
    );
    let mut actors: Vec<String> = house
        .impersonations
        .running_as("user_ann")
        .await
        .unwrap()
        .into_iter()
        .map(|running| running.actor.id)
        .collect();
    actors.sort();
    assert_eq!(actors, ["user_lea", "user_sue"]);

    let cause = impersonation::EndCause::Person;
    house
        .impersonations
        .end(&first.impersonation.id, cause)
        .await
        .unwrap();
    let left = house.impersonations.running_as("user_ann").await.unwrap();
    assert_eq!(
        left,
        [second.impersonation],
        "ending one leaves the other alone"
    );
    assert_eq!(house.provider.open_sessions(), 1);
}

#[tokio::test]
async fn invariant_03_a_browser_session_that_acts_cannot_start_another() {
    let house = House::new().await;
    let first = house.start("b1", "user_ann").await.unwrap();
    let error = house.start("b1", "user_bob").await.unwrap_err();
    let StartError::AlreadyRunning(live) = error else {
        panic!("{error:?}")
    };
    assert_eq!(*live, first.impersonation);
    assert_eq!(house.provider.orders().len(), 1);
    assert_eq!(house.kinds().await[2..], ["impersonation.refused"]);
    let again = house.start("b1", "user_bob").await.unwrap_err();
    assert!(
        matches!(again, StartError::AlreadyRunning(_)),
        "the same form, the same answer"
    );
}

#[tokio::test]
async fn invariant_03_the_store_itself_refuses_a_second_live_one() {
    let house = House::new().await;
    let started = house.start("b1", "user_ann").await.unwrap();
    house.start("b2", "user_bob").await.unwrap();
    let moved = sqlx::query("UPDATE impersonations SET browser_session = 'b2' WHERE id = $1")
        .bind(started.impersonation.id)
        .execute(&house.pool)
        .await;
    assert!(
        moved
            .unwrap_err()
            .as_database_error()
            .unwrap()
            .is_unique_violation()
    );
}

#[tokio::test]
async fn starts_at_the_same_moment_from_one_browser_session_open_one_session() {
    let house = House::new().await;
    let starts =
        ["user_ann", "user_bob", "user_cid", "user_dan"].map(|subject| house.start("b1", subject));
    let [a, b, c, d] = starts;
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    let results = [a, b, c, d];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let refused = |result: &Result<_, _>| matches!(result, Err(StartError::AlreadyRunning(_)));
    assert_eq!(results.iter().filter(|result| refused(result)).count(), 3);
    assert_eq!(house.provider.orders().len(), 1);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn lists_show_what_started_newest_first_and_page_by_the_last_one_seen() {
    let house = House::new().await;
    let mut ids = Vec::new();
    for (browser, subject) in [("b1", "user_ann"), ("b2", "user_bob"), ("b3", "user_ann")] {
        ids.insert(
            0,
            house
                .start(browser, subject)
                .await
                .unwrap()
                .impersonation
                .id,
        );
        house.clock.advance(1_000);
    }
    house.start("b4", "user_lea").await.unwrap_err();
    let id = |list: Vec<impersonation::Impersonation>| -> Vec<String> {
        list.into_iter()
            .map(|impersonation| impersonation.id)
            .collect()
    };
    let all = &house.impersonations;
    assert_eq!(id(all.recent(10, None).await.unwrap()), ids);
    assert_eq!(id(all.recent(2, None).await.unwrap()), ids[..2]);
    assert_eq!(id(all.recent(2, Some(&ids[1])).await.unwrap()), ids[2..]);
    assert_eq!(
        id(all.recent(2, Some("imp_unknown")).await.unwrap()),
        [""; 0]
    );
    assert_eq!(
        id(all.of_subject("user_ann", 10).await.unwrap()),
        [&*ids[0], &*ids[2]]
    );
    assert_eq!(id(all.of_actor("user_sue", 1).await.unwrap()), ids[..1]);
    assert_eq!(id(all.of_actor("user_lea", 10).await.unwrap()), [""; 0]);
    assert_eq!(id(all.running().await.unwrap()), ids);
    let here = all.running_for_browser("b2").await.unwrap().unwrap();
    assert_eq!(here.id, ids[1]);
    assert_eq!(all.running_for_browser("b4").await.unwrap(), None);
}
