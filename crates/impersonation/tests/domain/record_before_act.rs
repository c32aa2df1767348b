//! Invariant 4: the record comes before the act, and without the record there is no act.

use impersonation::{EndCause, EndError, StartError};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::fake::Step;
use crate::house::{House, form, open_ledger, sue};

#[tokio::test]
async fn invariant_04_record_before_act_a_store_that_cannot_be_written_asks_the_provider_nothing() {
    let house = House::new().await;
    let options = SqliteConnectOptions::new()
        .filename(house.directory.path().join("console.db"))
        .read_only(true);
    let pool = database::Pool::new(options);
    let ledger = open_ledger(&pool, house.directory.path(), &house.clock).await;
    let impersonations = house.over(pool, ledger, 3);
    let error = impersonations
        .start(&sue(), "b1", false, &form("user_ann"))
        .await
        .unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    assert_eq!(house.provider.steps(), []);
}

#[tokio::test]
async fn invariant_04_record_before_act_a_store_that_is_gone_asks_the_provider_nothing() {
    let house = House::new().await;
    house.pool.close().await;
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    assert_eq!(house.provider.steps(), []);
}

#[tokio::test]
async fn invariant_04_record_before_act_a_ledger_that_takes_no_rows_mints_no_ticket() {
    let house = House::new().await;
    house.meddle(
        "CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    ).await;
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    assert_eq!(house.provider.steps(), [Step::Person]);
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM impersonations")
        .fetch_one(&house.pool)
        .await
        .unwrap();
    assert_eq!(left, 0, "the attempt is in the ledger or nowhere");
}

#[tokio::test]
async fn invariant_04_a_ledger_that_was_cut_takes_no_more_records_so_nothing_starts() {
    let house = House::new().await;
    house.start("b1", "user_ann").await.unwrap();
    house.meddle("DELETE FROM ledger WHERE seq = 2").await;
    let error = house.start("b2", "user_bob").await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    assert_eq!(house.provider.orders().len(), 1);
}

#[tokio::test]
async fn invariant_04_the_attempt_is_durable_before_the_ticket_is_asked_for() {
    let house = House::new().await;
    let gate = house.provider.hold(Step::CreateTicket);
    let (started, ()) = tokio::join!(house.start("b1", "user_ann"), async {
        while !house.provider.steps().contains(&Step::CreateTicket) {
            tokio::task::yield_now().await;
        }
        // Seen by another connection to the file, so it is committed.
        let options =
            SqliteConnectOptions::new().filename(house.directory.path().join("console.db"));
        let other = SqlitePoolOptions::new()
            .connect_with(options)
            .await
            .unwrap();
        let kinds: Vec<String> = sqlx::query_scalar("SELECT kind FROM ledger")
            .fetch_all(&other)
            .await
            .unwrap();
        assert_eq!(kinds, ["impersonation.attempted"]);
        gate.add_permits(1);
    });
    started.unwrap();
}

#[tokio::test]
async fn invariant_04_refused_attempts_are_recorded_in_full() {
    let house = House::new().await;
    house.start("b1", "user_lea").await.unwrap_err();
    let entries = house.entries().await;
    let [refused] = &entries[..] else {
        panic!("{entries:?}")
    };
    assert_eq!(refused.kind, "impersonation.refused");
    assert_eq!(refused.details["rule"], "never_staff");
    assert_eq!(
        refused.details["words"],
        "Nobody may act as a member of staff."
    );
    for (field, value) in [
        ("actor_id", "user_sue"),
        ("actor_email", "user_sue@example.com"),
        ("subject_id", "user_lea"),
        ("subject_name", "user_lea Person"),
        ("reason", "Cannot find the invoice of May"),
        ("case_reference", "CASE-77"),
    ] {
        assert_eq!(refused.personal[field].words(), value);
    }
}

#[tokio::test]
async fn a_store_that_dies_after_the_ticket_was_made_takes_everything_back() {
    let house = House::new().await;
    house
        .meddle(
            "CREATE TRIGGER full BEFORE UPDATE ON impersonations WHEN NEW.state = 'running' \
         BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        )
        .await;
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    assert_eq!(house.provider.open_sessions(), 0);
    house.clock.advance(2 * 60_000 + 1);
    assert_eq!(house.impersonations.sweep().await.unwrap().failed, 1);
    assert_eq!(
        house.kinds().await,
        ["impersonation.attempted", "impersonation.failed"]
    );
}

#[tokio::test]
async fn a_ticket_that_cannot_be_noted_is_revoked_before_it_is_spent() {
    let house = House::new().await;
    house
        .meddle(
            "CREATE TRIGGER full BEFORE UPDATE ON impersonations WHEN NEW.state = 'ticket_minted' \
         BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        )
        .await;
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    assert_eq!(house.provider.asked(Step::RevokeTicket), ["act_1"]);
    assert_eq!(house.provider.asked(Step::RedeemTicket), [""; 0]);
}

#[tokio::test]
async fn an_end_without_the_store_revokes_the_session_is_in_force_and_is_recorded_later() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house.meddle(
        "CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    ).await;
    let error = house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap_err();
    assert!(
        matches!(error, EndError::Unrecorded { revoked: true, .. }),
        "{error:?}"
    );
    assert_eq!(house.provider.open_sessions(), 0);
    assert!(house.impersonations.is_over(&id));
    assert_eq!(
        house
            .impersonations
            .running_for_browser("b1")
            .await
            .unwrap(),
        None
    );
    assert_eq!(house.impersonations.running().await.unwrap(), []);
    house.impersonations.sweep().await.unwrap_err();

    sqlx::raw_sql("DROP TRIGGER full")
        .execute(&house.pool)
        .await
        .unwrap();
    house.clock.advance(60 * 60_000);
    house.impersonations.sweep().await.unwrap();
    assert!(!house.impersonations.is_over(&id));
    let kinds = house.kinds().await;
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| *kind == "impersonation.ended")
            .count(),
        1
    );
}
