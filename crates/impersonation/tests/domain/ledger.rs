//! Opening, appending, listing.

use ambient::Random;
use impersonation::ledger::{Event, EventKind, Filter, OpenError, list, verify};
use impersonation::{Ledger, LedgerKey};

use crate::house::{House, NOON};

fn key(house: &House) -> LedgerKey {
    LedgerKey::load(&house.directory.path().join("ledger.key")).unwrap()
}

async fn reopen(house: &House, label: &str, key: LedgerKey) -> Result<Ledger, OpenError> {
    let (clock, random) = (house.clock.clone(), Random::seeded(5));
    Ledger::open(house.pool.clone(), label, key, clock, random).await
}

#[tokio::test]
async fn a_new_ledger_is_empty_and_verifies() {
    let house = House::new().await;
    let verified = house.verify().await.unwrap();
    assert_eq!(
        (
            verified.rows,
            verified.head.seq,
            verified.head.label.as_str()
        ),
        (0, 0, "test")
    );
}

#[tokio::test]
async fn invariant_05_a_ledger_that_vanished_is_not_begun_anew() {
    let house = House::new().await;
    house.start("b1", "user_ann").await.unwrap();
    house
        .meddle("DELETE FROM ledger; DELETE FROM ledger_values; DELETE FROM ledger_head")
        .await;
    let error = reopen(&house, "test", key(&house)).await.err().unwrap();
    assert!(matches!(error, OpenError::Lost), "{error}");
    assert!(house.verify().await.is_err());
}

#[tokio::test]
async fn a_ledger_of_another_instance_or_key_is_not_opened() {
    let house = House::new().await;
    house.start("b1", "user_ann").await.unwrap();
    let error = reopen(&house, "another", key(&house)).await.err().unwrap();
    assert!(matches!(error, OpenError::Broken(_)), "{error}");
    let path = house.directory.path().join("other.key");
    let other = LedgerKey::load_or_create(&path, &Random::seeded(9)).unwrap();
    let error = reopen(&house, "test", other).await.err().unwrap();
    assert!(matches!(error, OpenError::Broken(_)), "{error}");
}

#[tokio::test]
async fn a_ledger_goes_on_where_it_was_left() {
    let house = House::new().await;
    house.start("b1", "user_ann").await.unwrap();
    let ledger = reopen(&house, "test", key(&house)).await.unwrap();
    let seq = ledger
        .append(Event::new(EventKind::ImpersonationEnded, "imp_1"))
        .await
        .unwrap();
    assert_eq!(seq, 3);
    assert_eq!(
        verify(&house.pool, &ledger.verifying_key())
            .await
            .unwrap()
            .rows,
        3
    );
}

#[tokio::test]
async fn a_record_in_a_transaction_that_is_rolled_back_never_was() {
    let house = House::new().await;
    let mut transaction = database::begin_write(&house.pool).await.unwrap();
    let event = Event::new(EventKind::ImpersonationEnded, "imp_1");
    house
        .ledger
        .append_in(&mut transaction, event)
        .await
        .unwrap();
    drop(transaction);
    assert_eq!(house.verify().await.unwrap().rows, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_appended_at_the_same_moment_form_one_chain() {
    let house = House::new().await;
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let ledger = house.ledger.clone();
            let event = Event::new(EventKind::ImpersonationEnded, format!("imp_{number}"));
            tokio::spawn(async move { ledger.append(event).await.unwrap() })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    assert_eq!(house.verify().await.unwrap().rows, 20);
}

#[tokio::test]
async fn a_ledger_longer_than_a_page_verifies_and_a_bad_row_on_a_later_page_is_named() {
    let house = House::new().await;
    let mut transaction = database::begin_write(&house.pool).await.unwrap();
    for _ in 0..2_100 {
        let event = Event::new(EventKind::ImpersonationEnded, "imp_1");
        house
            .ledger
            .append_in(&mut transaction, event)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
    assert_eq!(house.verify().await.unwrap().rows, 2_100);
    house
        .meddle("UPDATE ledger SET about = X'FF' WHERE seq = 2050")
        .await;
    assert_eq!(house.verify().await.unwrap_err().seq, Some(2_050));
}

#[tokio::test]
async fn a_ledger_that_was_tampered_with_can_still_be_looked_at() {
    let house = House::new().await;
    house.start("b1", "user_ann").await.unwrap();
    house.meddle("DELETE FROM ledger_head").await;
    house
        .meddle("UPDATE ledger SET details = '{', commitments = '', kind = '?' WHERE seq = 1")
        .await;
    let entries = list(&house.pool, &Filter::Everything, None, 10)
        .await
        .unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (entries[1].kind.as_str(), entries[1].details.as_str()),
        ("?", Some("{"))
    );
    assert_eq!(entries[1].personal["actor_id"].words(), "user_sue");
}

#[tokio::test]
async fn the_list_is_filtered_and_paged_newest_first() {
    let house = House::new().await;
    let first = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    house.start("b2", "user_bob").await.unwrap();
    house.start("b3", "user_lea").await.unwrap_err();
    let list = async |filter: Filter, before, limit| -> Vec<i64> {
        let entries = house.ledger.list(&filter, before, limit).await.unwrap();
        entries.into_iter().map(|entry| entry.seq).collect()
    };
    assert_eq!(list(Filter::Everything, None, 10).await, [5, 4, 3, 2, 1]);
    assert_eq!(list(Filter::Everything, None, 2).await, [5, 4]);
    assert_eq!(list(Filter::Everything, Some(4), 2).await, [3, 2]);
    assert_eq!(list(Filter::About(first), None, 10).await, [2, 1]);
    assert_eq!(
        list(Filter::Kind(EventKind::ImpersonationStarted), None, 10).await,
        [4, 2]
    );
    assert_eq!(
        list(Filter::Kind(EventKind::ImpersonationStarted), Some(4), 10).await,
        [2]
    );
    assert_eq!(
        list(Filter::Actor("user_sue".to_owned()), None, 10).await,
        [5, 4, 3, 2, 1]
    );
    assert_eq!(
        list(Filter::Subject("user_bob".to_owned()), None, 10).await,
        [4, 3]
    );
    assert_eq!(
        list(Filter::Subject("user_sue".to_owned()), None, 10).await,
        [0; 0]
    );
    let entry = &house.entries().await[0];
    assert_eq!(
        (entry.at, entry.details["minutes"].as_i64()),
        (NOON, Some(30))
    );
}
