//! What ends by itself, by moving the clock.

use impersonation::{EndCause, State, Swept};

use crate::fake::Step;
use crate::house::{House, MINUTE, open_ledger};

#[tokio::test]
async fn invariant_11_an_impersonation_ends_when_its_time_is_up_and_not_a_moment_before() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house.work(&id, 30 * MINUTE - 1).await;
    assert_eq!(
        house.impersonations.sweep().await.unwrap(),
        Swept::default()
    );
    assert!(
        house
            .impersonations
            .running_for_browser("b1")
            .await
            .unwrap()
            .is_some()
    );
    house.clock.advance(1);
    assert_eq!(house.impersonations.sweep().await.unwrap().ended, 1);
    let over = house.impersonations.get(&id).await.unwrap().unwrap();
    assert_eq!(over.state, State::Ended(EndCause::Maximum));
    assert_eq!(house.provider.open_sessions(), 0);
    assert_eq!(
        house.impersonations.sweep().await.unwrap(),
        Swept::default()
    );
}

#[tokio::test]
async fn invariant_13_nothing_is_running_after_its_maximum_even_before_the_sweeper_comes() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house.work(&id, 30 * MINUTE).await;
    assert_eq!(house.impersonations.running().await.unwrap(), []);
    assert_eq!(
        house.impersonations.running_as("user_ann").await.unwrap(),
        []
    );
    assert_eq!(
        house
            .impersonations
            .running_for_browser("b1")
            .await
            .unwrap(),
        None
    );
    let over = house.impersonations.get(&id).await.unwrap().unwrap();
    assert_eq!(over.state, State::Ended(EndCause::Maximum));
}

#[tokio::test]
async fn whoever_comes_late_neither_ended_it_nor_is_kept_from_the_next() {
    let house = House::new().await;
    let first = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house.work(&first, 30 * MINUTE).await;
    let ended = house
        .impersonations
        .end(&first, EndCause::Person)
        .await
        .unwrap();
    assert_eq!(ended.impersonation.state, State::Ended(EndCause::Maximum));
    house.start("b1", "user_bob").await.unwrap();
    house.clock.advance(30 * MINUTE);
    house
        .start("b1", "user_cid")
        .await
        .expect("the one before is over by its time");
}

#[tokio::test]
async fn invariant_11_what_a_crash_left_behind_fails_after_two_minutes_and_its_ticket_is_revoked() {
    for step in [Step::CreateTicket, Step::RedeemTicket] {
        let house = House::new().await;
        house.provider.hold(step);
        // The process dies here: what it was about is never heard of again.
        let start = house.start("b1", "user_ann");
        tokio::select! {
            _ = start => panic!("it is held"),
            () = async {
                while !house.provider.steps().contains(&step) {
                    tokio::task::yield_now().await;
                }
            } => {}
        }
        let ledger = open_ledger(&house.pool, house.directory.path(), &house.clock).await;
        let next_process = house.over(house.pool.clone(), ledger, 4);
        house.clock.advance(2 * MINUTE);
        assert_eq!(
            next_process.sweep().await.unwrap(),
            Swept::default(),
            "not yet"
        );
        house.clock.advance(1);
        assert_eq!(next_process.sweep().await.unwrap().failed, 1);
        assert_eq!(
            house.kinds().await,
            ["impersonation.attempted", "impersonation.failed"]
        );
        assert_eq!(house.entries().await[1].details["cause"], "crash");
        assert_eq!(house.provider.unspent_tickets(), 0, "{step:?}");
    }
}

#[tokio::test]
async fn invariant_11_an_impersonation_that_asks_nothing_for_ten_minutes_is_idle() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house.work(&id, 12 * MINUTE).await;
    house.clock.advance(10 * MINUTE - 1);
    assert_eq!(
        house.impersonations.sweep().await.unwrap(),
        Swept::default()
    );
    house.clock.advance(1);
    assert!(!house.impersonations.seen(&id).await.unwrap(), "too late");
    assert_eq!(house.impersonations.running().await.unwrap(), []);
    assert_eq!(house.impersonations.sweep().await.unwrap().ended, 1);
    assert!(!house.impersonations.seen(&id).await.unwrap());
    let over = house.impersonations.get(&id).await.unwrap().unwrap();
    assert_eq!(over.state, State::Ended(EndCause::Idle));
    assert_eq!(house.provider.open_sessions(), 0);
    assert_eq!(
        house.impersonations.sweep().await.unwrap(),
        Swept::default()
    );
}

#[tokio::test]
async fn of_two_limits_the_one_that_struck_first_is_the_cause() {
    let house = House::new().await;
    let id = |started: Result<impersonation::Started, _>| started.unwrap().impersonation.id;
    let idle = id(house.start("b1", "user_ann").await);
    let late = id(house.start("b2", "user_bob").await);
    house.work(&late, 25 * MINUTE).await;
    house.clock.advance(60 * MINUTE);
    house.impersonations.sweep().await.unwrap();
    for (id, cause) in [(idle, EndCause::Idle), (late, EndCause::Maximum)] {
        let over = house.impersonations.get(&id).await.unwrap().unwrap();
        assert_eq!(over.state, State::Ended(cause));
    }
}

#[tokio::test]
async fn what_ran_when_the_program_stopped_runs_on_and_is_ended_by_the_next_one() {
    let house = House::new().await;
    let started = house.start("b1", "user_ann").await.unwrap();
    let ledger = open_ledger(&house.pool, house.directory.path(), &house.clock).await;
    let next_process = house.over(house.pool.clone(), ledger, 4);
    let running = next_process.running_for_browser("b1").await.unwrap();
    assert_eq!(running, Some(started.impersonation));
    house.clock.advance(30 * MINUTE);
    assert_eq!(next_process.sweep().await.unwrap().ended, 1);
    assert_eq!(house.provider.open_sessions(), 0);
}
