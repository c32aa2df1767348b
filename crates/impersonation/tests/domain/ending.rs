//! Ends: recorded once, revoked for certain.

use impersonation::{EndCause, EndError, State};

use crate::fake::{Step, unreachable};
use crate::house::House;

#[tokio::test]
async fn an_end_is_recorded_with_its_cause_and_the_session_is_revoked() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    let ended = house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap();
    assert!(!ended.already);
    assert_eq!(ended.impersonation.state, State::Ended(EndCause::Person));
    assert_eq!(
        house.impersonations.get(&id).await.unwrap(),
        Some(ended.impersonation)
    );
    assert_eq!(house.provider.asked(Step::RevokeSession), ["sess_1"]);
    let entries = house.entries().await;
    assert_eq!(entries[2].kind, "impersonation.ended");
    assert_eq!(entries[2].details["cause"], "person");
    house
        .start("b1", "user_bob")
        .await
        .expect("the browser session is free again");
}

#[tokio::test]
async fn what_is_over_stays_as_it_ended() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap();
    let again = house
        .impersonations
        .end(&id, EndCause::SignedOut)
        .await
        .unwrap();
    assert!(again.already);
    assert_eq!(again.impersonation.state, State::Ended(EndCause::Person));
    assert_eq!(house.kinds().await.len(), 3);
    assert_eq!(house.provider.asked(Step::RevokeSession).len(), 1);
}

#[tokio::test]
async fn an_unknown_impersonation_cannot_be_ended() {
    let house = House::new().await;
    let error = house
        .impersonations
        .end("imp_unknown", EndCause::Person)
        .await
        .unwrap_err();
    assert!(matches!(error, EndError::Unknown), "{error:?}");
    assert_eq!(house.kinds().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invariant_13_ends_that_race_leave_one_end() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    let end = |cause| house.impersonations.end(&id, cause);
    let (a, b, c, d) = tokio::join!(
        end(EndCause::Person),
        end(EndCause::SignedOut),
        end(EndCause::Idle),
        house
            .impersonations
            .end_for_browser("b1", EndCause::SignedOut)
    );
    let mut firsts = [a, b, c]
        .iter()
        .filter(|ended| !ended.as_ref().unwrap().already)
        .count();
    firsts += usize::from(d.unwrap().is_some_and(|ended| !ended.already));
    assert_eq!(firsts, 1);
    let kinds = house.kinds().await;
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| *kind == "impersonation.ended")
            .count(),
        1
    );
    house.verify().await.unwrap();
}

#[tokio::test]
async fn an_end_holds_when_the_revoke_fails_and_the_revoke_is_retried() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house.provider.fail(Step::RevokeSession, unreachable());
    let ended = house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap();
    assert_eq!(ended.impersonation.state, State::Ended(EndCause::Person));
    assert_eq!(house.impersonations.sweep().await.unwrap().pending, 1);
    assert_eq!(house.provider.open_sessions(), 1);
    house.provider.mend();
    assert_eq!(house.impersonations.sweep().await.unwrap().revoked, 1);
    assert_eq!(house.provider.open_sessions(), 0);
    assert_eq!(house.kinds().await.len(), 3, "a retry is no second end");
}

#[tokio::test]
async fn a_session_found_dead_at_the_provider_is_revoked_all_the_same() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house
        .impersonations
        .end(&id, EndCause::SessionEnded)
        .await
        .unwrap();
    assert_eq!(house.provider.asked(Step::RevokeSession), ["sess_1"]);
    assert_eq!(
        house.impersonations.sweep().await.unwrap(),
        impersonation::Swept::default()
    );
}

#[tokio::test]
async fn invariant_13_signing_out_ends_a_start_that_is_under_way() {
    let house = House::new().await;
    let gate = house.provider.hold(Step::RedeemTicket);
    let (started, ended) = tokio::join!(house.start("b1", "user_ann"), async {
        while !house.provider.steps().contains(&Step::RedeemTicket) {
            tokio::task::yield_now().await;
        }
        let ending = house
            .impersonations
            .end_for_browser("b1", EndCause::SignedOut);
        let (ended, ()) = tokio::join!(ending, async { gate.add_permits(1) });
        ended.unwrap()
    });
    let id = started.unwrap().impersonation.id;
    let ended = ended.expect("there was one to end");
    assert_eq!((ended.impersonation.id, ended.already), (id, false));
    assert_eq!(house.provider.open_sessions(), 0);
    let nothing = house
        .impersonations
        .end_for_browser("b1", EndCause::SignedOut)
        .await
        .unwrap();
    assert!(nothing.is_none());
}
