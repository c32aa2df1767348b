//! Retention removes whole segments and leaves what shows that it did, and why; whatever else is removed is found.
//! A hold keeps it off, and erasure too.

use impersonation::ledger::{
    EraseError, Event, EventKind, Held, LiftError, Order, PersonalField, RetainError, Retained,
    SEGMENT, Verified,
};
use impersonation::{EndCause, erase_person};

use crate::exports::{export, verified};
use crate::house::{House, MINUTE, NOON};

const RULE: &str = "older than a year";
const YEAR: i64 = 365 * 24 * 60 * MINUTE;

/// Adds records about `about`, with somebody in each, until the ledger has `until`.
async fn fill(house: &House, about: &str, until: i64) {
    let mut transaction = database::begin_durable(&house.pool).await.unwrap();
    loop {
        let event = Event::new(EventKind::ImpersonationEnded, about)
            .personal(PersonalField::ActorId, "user_sue")
            .personal(PersonalField::SubjectId, format!("user_of_{about}"));
        let appended = house.ledger.append_in(&mut transaction, event).await;
        if appended.unwrap() == until {
            break;
        }
    }
    transaction.commit().await.unwrap();
}

/// Three segments, a year apart, and a few records more.
pub async fn house() -> House {
    let house = House::new().await;
    for (nth, about) in ["imp_a", "imp_b", "imp_c"].into_iter().enumerate() {
        let until = (i64::try_from(nth).unwrap() + 1) * SEGMENT;
        fill(&house, about, until).await;
        house.clock.advance(YEAR);
    }
    fill(&house, "imp_d", 3 * SEGMENT + 5).await;
    house
}

/// Removes what was written before the second year was over: the first two segments.
async fn retain(house: &House) -> Result<Retained, RetainError> {
    house.ledger.retain(NOON + YEAR + 1, RULE).await
}

fn gaps(verified: &Verified) -> Vec<(i64, i64)> {
    let removed = verified.removed.iter();
    removed.map(|gap| (gap.first, gap.last)).collect()
}

async fn hold_impersonation(house: &House, id: &str) -> String {
    let held = Held::Impersonation(id.to_owned());
    house.ledger.add_hold(&held, "a claim").await.unwrap()
}

#[tokio::test]
async fn what_is_old_enough_goes_in_whole_segments_and_the_rest_verifies() {
    let house = house().await;
    assert_eq!(house.verify().await.unwrap().segments, 3);
    let nothing = house.ledger.retain(NOON, RULE).await.unwrap();
    assert_eq!(nothing, Retained::default());

    let retained = retain(&house).await.unwrap();
    assert_eq!((retained.removed.len(), retained.kept.len()), (1, 0));
    let verified = house.verify().await.unwrap();
    assert_eq!(gaps(&verified), [(1, 2 * SEGMENT)]);
    assert_eq!((verified.rows, verified.segments), (SEGMENT + 6, 1));
    assert_eq!(verified.removed[0].rule, RULE);
    let values: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM ledger_values WHERE seq <= 2000")
        .fetch_one(&house.pool)
        .await
        .unwrap();
    assert_eq!(values, 0);
    let record = &house.entries().await.pop().unwrap();
    assert_eq!(record.kind, "ledger.rows_removed");
    assert_eq!(record.details["last"], 2 * SEGMENT);
    assert_eq!(retain(&house).await.unwrap(), Retained::default());
}

#[tokio::test]
async fn it_goes_on_until_the_record_of_an_earlier_removal_is_old_itself() {
    let house = house().await;
    retain(&house).await.unwrap();
    fill(&house, "imp_e", 4 * SEGMENT + 1).await;
    house.clock.advance(YEAR);
    fill(&house, "imp_f", 5 * SEGMENT).await;
    let before = house.clock.now() - 1;
    house.ledger.retain(before, RULE).await.unwrap();
    let verified = house.verify().await.unwrap();
    assert_eq!(
        gaps(&verified),
        [(1, 2 * SEGMENT), (2 * SEGMENT + 1, 4 * SEGMENT)]
    );
    assert_eq!(verified.segments, 1);
}

#[tokio::test]
async fn exports_say_what_was_removed_and_verify() {
    let house = house().await;
    hold_impersonation(&house, "imp_a").await;
    retain(&house).await.unwrap();
    let whole = export(&house, &Order::default()).await.unwrap();
    let whole = verified(&house, &whole).unwrap();
    assert_eq!(
        (whole.trailer.rows, whole.trailer.first),
        (2 * SEGMENT + 8, 1)
    );
    assert_eq!((whole.removed.len(), whole.segments), (1, 2));
    assert_eq!(whole.removed[0].rule, RULE);
    // The part right behind the gap follows the hash that the tombstone has.
    let order = Order {
        from: Some(NOON + YEAR + 1),
        ..Order::default()
    };
    let part = verified(&house, &export(&house, &order).await.unwrap()).unwrap();
    assert_eq!(part.trailer.before, whole.removed[0].hash);
    assert_eq!(part.removed, []);
}

#[tokio::test]
async fn invariant_05_a_ledger_that_was_touched_is_kept_to_be_examined() {
    for sql in [
        "UPDATE ledger SET at = at + 1 WHERE seq = 7",
        "UPDATE ledger SET at = at + 1 WHERE seq = 2500",
        "UPDATE ledger_segments SET hash = signature WHERE last_seq = 1000",
    ] {
        let house = house().await;
        house.meddle(sql).await;
        let error = retain(&house).await.unwrap_err();
        assert!(matches!(error, RetainError::Broken(_)), "{sql}: {error}");
        let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM ledger")
            .fetch_one(&house.pool)
            .await
            .unwrap();
        assert_eq!(rows, 3 * SEGMENT + 5);
    }
}

#[tokio::test]
async fn invariant_05_rows_that_were_removed_otherwise_are_missed() {
    let forged = "INSERT INTO ledger_tombstones \
        SELECT 2001, 3000, previous, (SELECT hash FROM ledger WHERE seq = 3000), 'mine', 0, 3006, \
        (SELECT signature FROM ledger_tombstones) FROM ledger WHERE seq = 2001;
        DELETE FROM ledger WHERE seq BETWEEN 2001 AND 3000; \
        DELETE FROM ledger_values WHERE seq BETWEEN 2001 AND 3000; \
        DELETE FROM ledger_segments WHERE last_seq = 3000";
    let deeds = [
        (forged, 2001),
        ("UPDATE ledger_tombstones SET rule = 'older than a day'", 1),
        (
            "UPDATE ledger_tombstones SET last_seq = 2001; DELETE FROM ledger WHERE seq = 2001",
            1,
        ),
        ("UPDATE ledger_tombstones SET recorded = 3005", 1),
        ("DELETE FROM ledger_tombstones", 1),
        (
            "DELETE FROM ledger WHERE seq = 2001; DELETE FROM ledger_values WHERE seq = 2001",
            2001,
        ),
        ("UPDATE ledger SET seq = 5 WHERE seq = 2001", 5),
        (
            "INSERT INTO ledger SELECT 5, at, kind, about, details, commitments, previous, hash \
          FROM ledger WHERE seq = 2001",
            5,
        ),
        (
            "INSERT INTO ledger_values VALUES (5, 'reason', 'salt', 'none')",
            5,
        ),
        ("UPDATE ledger_segments SET signature = hash", 3000),
        ("UPDATE ledger_segments SET last_seq = 2999", 2999),
        (
            "UPDATE ledger SET kind = 'ledger.exported' WHERE seq = 3006",
            3006,
        ),
    ];
    for (sql, seq) in deeds {
        let house = house().await;
        retain(&house).await.unwrap();
        house.meddle(sql).await;
        let broken = house.verify().await.expect_err(sql);
        assert_eq!(broken.seq, Some(seq), "{sql}: {broken}");
    }
}

#[tokio::test]
async fn a_hold_keeps_its_segment_and_lets_others_go_until_it_is_lifted() {
    let house = house().await;
    let hold = hold_impersonation(&house, "imp_a").await;
    let person = Held::Person("user_of_imp_a".to_owned());
    let other = house
        .ledger
        .add_hold(&person, "another claim")
        .await
        .unwrap();
    let holds = house.ledger.holds().await.unwrap();
    assert_eq!(holds.len(), 2);
    assert_eq!(
        (&holds[1].held, &holds[1].reason[..]),
        (&person, "another claim")
    );

    let retained = retain(&house).await.unwrap();
    assert_eq!(retained.kept, [(1, SEGMENT)]);
    assert_eq!(
        gaps(&house.verify().await.unwrap()),
        [(SEGMENT + 1, 2 * SEGMENT)]
    );

    house.ledger.lift_hold(&hold, "settled").await.unwrap();
    let error = house.ledger.lift_hold(&hold, "again").await.unwrap_err();
    assert!(matches!(error, LiftError::Unknown(_)), "{error}");
    let retained = retain(&house).await.unwrap();
    assert_eq!(retained.kept, [(1, SEGMENT)], "the person is still held");
    house.ledger.lift_hold(&other, "settled").await.unwrap();
    retain(&house).await.unwrap();
    let verified = house.verify().await.unwrap();
    assert_eq!(gaps(&verified), [(1, SEGMENT), (SEGMENT + 1, 2 * SEGMENT)]);
    assert_eq!(house.ledger.holds().await.unwrap(), []);
}

#[tokio::test]
async fn the_record_of_an_erasure_stays_as_long_as_what_it_was_about() {
    let house = House::new().await;
    fill(&house, "imp_a", SEGMENT).await;
    let hold = hold_impersonation(&house, "imp_a").await;
    // Beside a hold only single values can be erased, which no command does.
    let values = [(3, PersonalField::ActorId)];
    house.ledger.erase("request 1", &values).await.unwrap();
    fill(&house, "imp_b", 2 * SEGMENT).await;
    house.clock.advance(YEAR);
    fill(&house, "imp_c", 2 * SEGMENT + 5).await;
    let retained = house.ledger.retain(NOON + 1, RULE).await.unwrap();
    assert_eq!(retained.kept.len(), 2, "the hold itself, and the erasure");
    house.ledger.lift_hold(&hold, "settled").await.unwrap();
    house.ledger.retain(NOON + 1, RULE).await.unwrap();
    let verified = house.verify().await.unwrap();
    assert_eq!(
        (gaps(&verified), verified.erased),
        (vec![(1, 2 * SEGMENT)], 0)
    );
}

/// Somebody was acted as by `user_sue`, and it is over.
async fn one_life(house: &House, subject: &str) -> String {
    let id = house.start("b1", subject).await.unwrap().impersonation.id;
    house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap();
    id
}

async fn erase(house: &House, person: &str) -> Result<usize, EraseError> {
    erase_person(&house.pool, &house.ledger, person, "request 7").await
}

async fn left(house: &House, text: &str) -> i64 {
    let statement = "SELECT (SELECT COUNT(*) FROM ledger_values WHERE value LIKE $1) + \
        (SELECT COUNT(*) FROM impersonations WHERE subject_id LIKE $1 OR subject_email LIKE $1 OR \
        subject_name LIKE $1 OR reason LIKE $1 OR actor_id LIKE $1 OR actor_email LIKE $1)";
    let left = sqlx::query_scalar(statement).bind(format!("%{text}%"));
    left.fetch_one(&house.pool).await.unwrap()
}

#[tokio::test]
async fn a_person_is_erased_everywhere_and_others_are_not() {
    let house = House::new().await;
    one_life(&house, "user_ann").await;
    one_life(&house, "user_bob").await;
    assert!(left(&house, "user_ann").await > 0);
    assert_eq!(erase(&house, "user_ann").await.unwrap(), 7);
    assert_eq!(left(&house, "user_ann").await, 0);
    assert_eq!(left(&house, "invoice").await, 2, "of the other one");
    assert!(left(&house, "user_bob").await > 0 && left(&house, "user_sue").await > 0);
    let verified = house.verify().await.unwrap();
    assert_eq!((verified.erased, verified.rows), (7, 7));
    let record = house.entries().await.pop().unwrap();
    assert_eq!(
        (&record.kind[..], &record.about[..]),
        ("ledger.values_erased", "request 7")
    );
    assert_eq!(erase(&house, "user_ann").await.unwrap(), 0);

    assert!(erase(&house, "user_sue").await.unwrap() > 0);
    assert_eq!(left(&house, "user_sue").await, 0);
    assert!(left(&house, "user_bob").await > 0);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn nobody_is_erased_who_is_held_or_in_the_middle_of_something() {
    let house = House::new().await;
    let id = house
        .start("b1", "user_ann")
        .await
        .unwrap()
        .impersonation
        .id;
    for person in ["user_ann", "user_sue"] {
        let error = erase(&house, person).await.unwrap_err();
        assert!(
            matches!(&error, EraseError::Live(live) if *live == id),
            "{error}"
        );
    }
    house
        .impersonations
        .end(&id, EndCause::Person)
        .await
        .unwrap();
    let kept = left(&house, "user_ann").await;
    for what in [Held::Person("user_ann".to_owned()), Held::Impersonation(id)] {
        let hold = house.ledger.add_hold(&what, "a claim").await.unwrap();
        let error = erase(&house, "user_ann").await.unwrap_err();
        assert!(
            matches!(&error, EraseError::Held(by) if *by == hold),
            "{error}"
        );
        assert!(left(&house, "user_ann").await >= kept);
        house.ledger.lift_hold(&hold, "settled").await.unwrap();
    }
    erase(&house, "user_ann").await.unwrap();
    assert_eq!(left(&house, "user_ann").await, 0, "in the hold neither");
    house.verify().await.unwrap();
}
