//! Checkpoints that were kept elsewhere tell a ledger that was cut, put back or written anew, even by whoever has
//! the key.

use impersonation::EndCause;
use impersonation::ledger::{
    Broken, Checkpoint, Checkpoints, Event, EventKind, Order, SEGMENT, VerifyingKey,
    verify_against, verify_export_against,
};

use crate::exports::export;
use crate::house::House;

async fn append(house: &House, rows: i64) {
    let mut transaction = database::begin_durable(&house.pool).await.unwrap();
    for _ in 0..rows {
        let event = Event::new(EventKind::ImpersonationEnded, "imp_1");
        let appended = house.ledger.append_in(&mut transaction, event).await;
        appended.unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn checkpoint(house: &House) -> Checkpoint {
    house.ledger.checkpoint().await.unwrap()
}

fn kept(checkpoints: &[Checkpoint]) -> String {
    let lines = checkpoints.iter().map(Checkpoint::to_json);
    // As syslog writes them down.
    let lines = lines
        .map(|line| format!("<109>1 2026-11-23T12:00:00Z - understudy 1 checkpoint - {line}\n"));
    lines.collect::<Vec<_>>().concat()
}

/// How many were met, and how many are over what was removed.
async fn check(house: &House, checkpoints: &[Checkpoint]) -> Result<(usize, usize), Broken> {
    let key = house.ledger.verifying_key();
    let mut read = Checkpoints::read(&kept(checkpoints), &key).unwrap();
    verify_against(&house.pool, &key, &mut read).await?;
    Ok(read.counts())
}

/// The same with an export: how many were met, and how many are not about what is in it.
async fn check_export(
    house: &House,
    order: &Order,
    checkpoints: &[Checkpoint],
) -> Result<(usize, usize), Broken> {
    let key = house.ledger.verifying_key();
    let text = export(house, order).await.unwrap();
    let mut read = Checkpoints::read(&kept(checkpoints), &key).unwrap();
    verify_export_against(text.as_bytes(), |signed| *signed == key, &mut read)
        .map_err(|error| error.broken)?;
    Ok((read.counts().0, read.left()))
}

#[tokio::test]
async fn an_export_goes_through_the_checkpoints_that_are_about_it() {
    let house = House::new().await;
    let mut checkpoints = vec![checkpoint(&house).await];
    append(&house, 3).await;
    checkpoints.push(checkpoint(&house).await);
    let met = check_export(&house, &Order::default(), &checkpoints).await;
    assert_eq!(met, Ok((2, 0)));
    let older = export(&house, &Order::default()).await.unwrap();
    house.clock.advance(1);
    append(&house, 3).await;
    checkpoints.push(checkpoint(&house).await);
    let key = house.ledger.verifying_key();
    let mut read = Checkpoints::read(&kept(&checkpoints), &key).unwrap();
    verify_export_against(older.as_bytes(), |signed| *signed == key, &mut read).unwrap();
    assert_eq!(read.left(), 1, "made later");
}

#[tokio::test]
async fn a_ledger_goes_through_its_checkpoints() {
    let house = House::new().await;
    let mut checkpoints = vec![checkpoint(&house).await];
    for _ in 0..3 {
        append(&house, 2).await;
        checkpoints.push(checkpoint(&house).await);
    }
    append(&house, 1).await;
    assert_eq!(check(&house, &checkpoints).await, Ok((4, 0)));
    assert_eq!(check(&house, &[]).await, Ok((0, 0)));
}

#[tokio::test]
async fn invariant_05_a_ledger_written_anew_with_the_key_does_not_go_through_them() {
    // Both houses have the same key, and tell the same story up to the third row.
    let (house, anew) = (House::new().await, House::new().await);
    append(&house, 3).await;
    append(&anew, 3).await;
    let mut checkpoints = vec![checkpoint(&house).await];
    for browser in ["b1", "b2"] {
        let id = house
            .start(browser, "user_ann")
            .await
            .unwrap()
            .impersonation
            .id;
        house
            .impersonations
            .end(&id, EndCause::Person)
            .await
            .unwrap();
    }
    checkpoints.push(checkpoint(&house).await);
    append(&anew, 20).await;
    anew.verify().await.expect("it is properly signed");
    assert_eq!(check(&house, &checkpoints).await, Ok((2, 0)));
    for broken in [
        check(&anew, &checkpoints).await.unwrap_err(),
        check_export(&anew, &Order::default(), &checkpoints)
            .await
            .unwrap_err(),
    ] {
        assert_eq!(broken.seq, Some(9), "{broken}");
        assert!(broken.why.contains("written anew"), "{broken}");
    }
    let of_part = Order {
        impersonation: Some("imp_1".to_owned()),
        ..Order::default()
    };
    // Whatever part is exported, the trailer says where the ledger ended.
    let later = checkpoint(&anew).await;
    assert_eq!(
        check_export(&house, &of_part, &checkpoints).await,
        Ok((1, 1))
    );
    check_export(&house, &of_part, &[later]).await.unwrap_err();
}

#[tokio::test]
async fn invariant_05_an_older_ledger_that_was_put_back_ends_before_them() {
    let (house, older) = (House::new().await, House::new().await);
    append(&house, 5).await;
    append(&older, 3).await;
    let broken = check(&older, &[checkpoint(&house).await])
        .await
        .unwrap_err();
    assert_eq!(broken.seq, Some(4), "{broken}");
    assert!(broken.why.contains("put back"), "{broken}");
}

#[tokio::test]
async fn a_checkpoint_that_nobody_signed_is_none() {
    let house = House::new().await;
    append(&house, 2).await;
    let key = house.ledger.verifying_key();
    let good = checkpoint(&house).await;
    let mut other = good.clone();
    other.seq = 1;
    for (text, line) in [
        (kept(&[good.clone(), other]), 2),
        (format!("nothing here\n{}", &kept(&[good])[..200]), 2),
        ("{}".to_owned(), 1),
    ] {
        let refused = Checkpoints::read(&text, &key).unwrap_err();
        assert_eq!(refused.line, line, "{refused}");
    }
    let text = kept(&[checkpoint(&house).await]);
    Checkpoints::read(&text, &VerifyingKey::from_bytes([1; 32])).unwrap_err();
}

#[tokio::test]
async fn an_end_that_was_touched_is_not_signed_as_a_checkpoint() {
    let house = House::new().await;
    append(&house, 3).await;
    house.meddle("DELETE FROM ledger WHERE seq = 3").await;
    house.ledger.checkpoint().await.unwrap_err();
}

#[tokio::test]
async fn what_retention_removed_cannot_be_held_against_them_but_for_its_end() {
    let house = House::new().await;
    let mut checkpoints = Vec::new();
    append(&house, 5).await;
    checkpoints.push(checkpoint(&house).await);
    append(&house, SEGMENT - 5).await;
    checkpoints.push(checkpoint(&house).await);
    house.clock.advance(1_000);
    append(&house, 5).await;
    checkpoints.push(checkpoint(&house).await);
    let before = house.clock.now();
    house.ledger.retain(before, "a second").await.unwrap();
    assert_eq!(check(&house, &checkpoints).await, Ok((2, 1)));
    assert_eq!(check(&house, &checkpoints[..1]).await, Ok((0, 1)));
}
