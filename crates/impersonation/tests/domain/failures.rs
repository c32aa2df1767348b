//! The provider fails at each step: the failure is recorded, and what was made is taken back.

use impersonation::{EndCause, StartError, State};
use tokio::sync::Semaphore;

use crate::fake::{Step, refusal, unreachable};
use crate::house::House;

#[tokio::test]
async fn a_provider_that_cannot_say_who_the_subject_is_leaves_a_failure_in_full() {
    let house = House::new().await;
    house.provider.fail(Step::Person, unreachable());
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(
        matches!(error, StartError::Provider(ref said) if *said == unreachable()),
        "{error:?}"
    );
    let entries = house.entries().await;
    let [failed] = &entries[..] else {
        panic!("{entries:?}")
    };
    assert_eq!(failed.kind, "impersonation.failed");
    assert_eq!(failed.details["step"], "person");
    assert_eq!(
        failed.personal["reason"].words(),
        "Cannot find the invoice of May"
    );
    assert_eq!(
        failed.personal["words"].words(),
        "The identity provider cannot be reached."
    );
}

#[tokio::test]
async fn a_ticket_that_is_not_made_is_recorded_with_the_providers_words() {
    let house = House::new().await;
    let said = refusal(422, "form_param_unknown", "is not a valid parameter");
    house.provider.fail(Step::CreateTicket, said.clone());
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(
        matches!(error, StartError::Provider(ref words) if *words == said),
        "{error:?}"
    );
    assert_eq!(
        house.kinds().await,
        ["impersonation.attempted", "impersonation.failed"]
    );
    let entries = house.entries().await;
    assert_eq!(entries[1].details["status"], 422);
    assert_eq!(entries[1].details["code"], "form_param_unknown");
    assert_eq!(house.provider.asked(Step::RevokeTicket), [""; 0]);

    house.provider.mend();
    let another = house.start("b1", "user_bob").await;
    assert!(
        another.is_ok(),
        "a failed attempt does not stand in the way: {another:?}"
    );
}

#[tokio::test]
async fn a_ticket_that_is_not_spent_is_revoked() {
    let house = House::new().await;
    house.provider.fail(Step::RedeemTicket, unreachable());
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(matches!(error, StartError::Provider(_)), "{error:?}");
    assert_eq!(house.provider.asked(Step::RevokeTicket), ["act_1"]);
    assert_eq!(house.provider.unspent_tickets(), 0);
    assert_eq!(
        house.kinds().await,
        ["impersonation.attempted", "impersonation.failed"]
    );
    assert_eq!(house.entries().await[1].details["step"], "redeem_ticket");
    assert_eq!(house.impersonations.sweep().await.unwrap().pending, 0);
}

#[tokio::test]
async fn a_revoke_of_a_ticket_is_retried_until_the_provider_answers() {
    let house = House::new().await;
    house.provider.fail(Step::RedeemTicket, unreachable());
    house.provider.fail(Step::RevokeTicket, unreachable());
    house.start("b1", "user_ann").await.unwrap_err();
    assert_eq!(
        house.impersonations.retry_revokes().await.unwrap().pending,
        1
    );
    house.provider.mend();
    let swept = house.impersonations.retry_revokes().await.unwrap();
    assert_eq!((swept.revoked, swept.pending), (1, 0));
    assert_eq!(house.provider.unspent_tickets(), 0);
    assert_eq!(
        house.impersonations.retry_revokes().await.unwrap().revoked,
        0
    );
}

#[tokio::test]
async fn a_ticket_that_can_no_longer_be_revoked_is_not_asked_about_for_ever() {
    let house = House::new().await;
    house.provider.fail(Step::RedeemTicket, unreachable());
    let settled = refusal(
        400,
        "actor_token_cannot_be_revoked_code",
        "Its status is accepted.",
    );
    house.provider.fail(Step::RevokeTicket, settled);
    house.start("b1", "user_ann").await.unwrap_err();
    assert_eq!(
        house.impersonations.retry_revokes().await.unwrap().pending,
        0
    );
    assert_eq!(house.provider.asked(Step::RevokeTicket).len(), 1);
}

/// Ends a start that is held at `gate`, once it has come to `step`, and lets it go on.
async fn ended_during(house: &House, step: Step, gate: &Semaphore) -> StartError {
    let (result, ()) = tokio::join!(house.start("b1", "user_ann"), async {
        while !house.provider.steps().contains(&step) {
            tokio::task::yield_now().await;
        }
        let id: String = sqlx::query_scalar("SELECT id FROM impersonations")
            .fetch_one(&house.pool)
            .await
            .unwrap();
        let ended = house
            .impersonations
            .end(&id, EndCause::SignedOut)
            .await
            .unwrap();
        assert_eq!(ended.impersonation.state, State::Failed);
        gate.add_permits(1);
    });
    result.unwrap_err()
}

#[tokio::test]
async fn invariant_13_a_start_that_is_ended_under_way_opens_nothing_that_lasts() {
    for (step, done) in [
        (Step::CreateTicket, false),
        (Step::RedeemTicket, false),
        (Step::RedeemTicket, true),
    ] {
        let house = House::new().await;
        let provider = &house.provider;
        let gate = if done {
            provider.hold_answer(step)
        } else {
            provider.hold(step)
        };
        let error = ended_during(&house, step, &gate).await;
        let StartError::Over(over) = error else {
            panic!("{step:?} {done}: {error:?}")
        };
        assert_eq!(over.state, State::Failed);
        assert_eq!(provider.open_sessions(), 0, "{step:?} {done}");
        assert_eq!(provider.unspent_tickets(), 0, "{step:?} {done}");
        assert_eq!(
            house.kinds().await,
            ["impersonation.attempted", "impersonation.failed"]
        );
        assert_eq!(house.entries().await[1].details["cause"], "signed_out");
        assert_eq!(house.impersonations.sweep().await.unwrap().pending, 0);
    }
}
