//! How what was begun in another application ends.

use impersonation::{EndCause, Started, State};

use super::{SECOND, kind, running, state, waiting};
use crate::fake::{Step, unreachable};
use crate::house::{House, MINUTE, NOON, form_for, sue};

#[tokio::test]
async fn what_nobody_accepts_in_time_is_revoked_and_recorded() {
    let house = House::new().await;
    let waiting = waiting(&house).await;
    house.clock.advance(59 * SECOND);
    house.impersonations.sweep().await.unwrap();
    assert_eq!(state(&house, &waiting.id).await, State::TicketMinted);
    house.clock.advance(2 * SECOND);
    let swept = house.impersonations.sweep().await.unwrap();
    assert_eq!((swept.failed, swept.ended), (1, 0));
    let failed = house
        .impersonations
        .get(&waiting.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(failed.state, State::Failed);
    let words = failed.words.unwrap();
    assert!(words.contains("nobody opened the link in time"), "{words}");
    assert_eq!(house.provider.unspent_tickets(), 0, "the ticket is revoked");
    let entries = house.entries().await;
    assert_eq!(
        entries.iter().map(kind).collect::<Vec<_>>(),
        ["attempted", "failed"]
    );
    assert_eq!(entries[1].details["cause"], "not_accepted");
    let link = house.impersonations.take_link(&waiting.id, "b1").await;
    assert!(link.unwrap().is_none(), "there is nothing left to open");
    // The way is free again.
    house.start("b1", "user_ann").await.unwrap();
}

#[tokio::test]
async fn what_was_accepted_at_the_last_moment_has_started() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.clock.advance(59 * SECOND);
    house.provider.accept(1, house.clock.now());
    house.clock.advance(10 * MINUTE);
    house.impersonations.sweep().await.unwrap();
    assert_eq!(state(&house, &id).await, State::Running);
}

#[tokio::test]
async fn what_began_and_ended_while_nobody_looked_is_recorded_as_both() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.provider.accept(1, NOON + SECOND);
    house.provider.forget_session("sess_1");
    house.clock.advance(5 * MINUTE);
    house.impersonations.sweep().await.unwrap();
    house.clock.advance(MINUTE);
    house.impersonations.sweep().await.unwrap();
    let ended = State::Ended(EndCause::SessionEnded);
    assert_eq!(state(&house, &id).await, ended);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_waiting_one_that_is_ended_after_it_was_opened_has_a_start_and_an_end() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.provider.accept(1, NOON);
    let ended = house.impersonations.end(&id, EndCause::Person).await;
    assert_eq!(
        ended.unwrap().impersonation.state,
        State::Ended(EndCause::Person)
    );
    assert_eq!(house.provider.open_sessions(), 0);
    assert_eq!(
        house.kinds().await,
        [
            "impersonation.attempted",
            "impersonation.started",
            "impersonation.ended"
        ]
    );
}

#[tokio::test]
async fn a_waiting_one_that_is_ended_leaves_nothing_to_open() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap();
    assert_eq!(state(&house, &id).await, State::Failed);
    assert_eq!(house.provider.unspent_tickets(), 0);
    let link = house.impersonations.take_link(&id, "b1").await.unwrap();
    assert!(link.is_none());
}

#[tokio::test]
async fn an_end_while_the_provider_is_away_leaves_no_session_when_it_is_back() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.provider.accept(1, NOON);
    for step in [Step::FindOpened, Step::RevokeTicket, Step::RevokeSession] {
        house.provider.fail(step, unreachable());
    }
    house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap();
    assert_eq!(house.provider.open_sessions(), 1);
    house.provider.mend();
    house.impersonations.sweep().await.unwrap();
    assert_eq!(house.provider.open_sessions(), 0);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_session_that_is_gone_at_the_provider_is_an_end() {
    let house = House::new().await;
    let id = running(&house).await.id;
    house.provider.forget_session("sess_1");
    house.clock.advance(15 * SECOND);
    let looked = house.impersonations.look(&id).await.unwrap().unwrap();
    assert_eq!(looked.state, State::Ended(EndCause::SessionEnded));
    assert_eq!(looked.ended_at, Some(house.clock.now()));
}

#[tokio::test]
async fn it_ends_at_its_maximum_and_not_for_idleness() {
    let house = House::new().await;
    let id = running(&house).await.id;
    house.clock.advance(29 * MINUTE);
    house.impersonations.sweep().await.unwrap();
    assert_eq!(state(&house, &id).await, State::Running);
    house.clock.advance(MINUTE);
    house.impersonations.sweep().await.unwrap();
    assert_eq!(state(&house, &id).await, State::Ended(EndCause::Maximum));
    assert_eq!(house.provider.open_sessions(), 0, "revoked at the provider");
}

#[tokio::test]
async fn invariant_13_a_sign_out_ends_it_whether_it_waits_or_runs() {
    for accepted in [false, true] {
        let house = House::new().await;
        let id = if accepted {
            running(&house).await.id
        } else {
            waiting(&house).await.id
        };
        let ended = house
            .impersonations
            .end_for_browser("b1", EndCause::SignedOut)
            .await;
        assert_eq!(ended.unwrap().unwrap().impersonation.id, id);
        assert_eq!(house.provider.open_sessions(), 0);
        assert_eq!(house.provider.unspent_tickets(), 0);
    }
}

#[tokio::test]
async fn after_a_restart_it_is_found_again_by_its_id() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.provider.accept(1, NOON);
    let anew = house.over(house.pool.clone(), house.ledger.clone(), 7);
    house.clock.advance(10 * SECOND);
    anew.sweep().await.unwrap();
    let found = anew.get(&id).await.unwrap().unwrap();
    assert_eq!(found.session_id.as_deref(), Some("sess_1"));
    assert_eq!(found.started_at, Some(NOON));
    let again = start_again(&anew).await;
    assert_eq!(again.impersonation.id, id);
}

async fn start_again(anew: &impersonation::Impersonations) -> Started {
    let form = form_for("user_ann", "shop");
    anew.start(&sue(), "b1", false, &form).await.unwrap()
}

#[tokio::test]
async fn whoever_may_not_go_on_is_stopped_by_the_next_sweep() {
    type Change = fn(&mut impersonation::Person);
    let cases: [(&str, Change, EndCause); 4] = [
        ("user_sue", |p| p.role = None, EndCause::NotPermitted),
        ("user_sue", |p| p.banned = true, EndCause::ActorGone),
        ("user_ann", |p| p.banned = true, EndCause::SubjectGone),
        (
            "user_ann",
            |p| p.role = Some(impersonation::Role::Support),
            EndCause::NotPermitted,
        ),
    ];
    for (who, change, cause) in cases {
        let house = House::new().await;
        let id = running(&house).await.id;
        let mut person = if who == "user_sue" {
            sue()
        } else {
            crate::fake::person(who, None)
        };
        change(&mut person);
        house.provider.add(person);
        house.impersonations.sweep().await.unwrap();
        assert_eq!(state(&house, &id).await, State::Ended(cause));
        assert_eq!(house.provider.open_sessions(), 0);
    }
}

#[tokio::test]
async fn a_provider_that_is_away_ends_nothing() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.provider.fail(Step::FindOpened, unreachable());
    house.clock.advance(61 * SECOND);
    house.impersonations.sweep().await.unwrap();
    assert_eq!(state(&house, &id).await, State::TicketMinted);
    house.provider.mend();
    house.clock.advance(2 * SECOND);
    house.impersonations.sweep().await.unwrap();
    assert_eq!(state(&house, &id).await, State::Failed);
}
