//! Exports: what is handed over can be checked by somebody who has nothing but the file and the public key, and
//! whatever was done to it is found, with the line where.

use std::sync::LazyLock;

use impersonation::EndCause;
use impersonation::ledger::{
    BrokenExport, ExportError, Order, PersonalField, VerifiedExport, VerifyingKey, verify_export,
};
use proptest::prelude::*;

use crate::house::{House, MINUTE, NOON};
use crate::outsider;

pub async fn export(house: &House, order: &Order) -> Result<String, ExportError> {
    let mut text = Vec::new();
    house.ledger.export(order, &mut text).await?;
    Ok(String::from_utf8(text).unwrap())
}

pub fn verified(house: &House, export: &str) -> Result<VerifiedExport, BrokenExport> {
    check(export, house.ledger.verifying_key())
}

fn check(export: &str, key: VerifyingKey) -> Result<VerifiedExport, BrokenExport> {
    verify_export(export.as_bytes(), |signed| *signed == key)
}

fn about(impersonation: &str) -> Order {
    Order {
        impersonation: Some(impersonation.to_owned()),
        ..Order::default()
    }
}

/// Two impersonations that overlap, a refusal and an erasure: ten records, a minute apart.
async fn house() -> (House, String) {
    let house = House::new().await;
    let start = async |browser: &str, subject: &str| {
        house.clock.advance(MINUTE);
        let started = house.start(browser, subject).await.unwrap();
        started.impersonation.id
    };
    let first = start("b1", "user_ann").await;
    let second = start("b2", "user_bob").await;
    house.clock.advance(MINUTE);
    house.start("b3", "user_lea").await.unwrap_err();
    for id in [&first, &second] {
        house.clock.advance(MINUTE);
        let ended = house.impersonations.end(id, EndCause::Person).await;
        ended.unwrap();
    }
    let values = [(1, PersonalField::Reason), (2, PersonalField::SubjectId)];
    house.ledger.erase("request 1", &values).await.unwrap();
    (house, first)
}

#[tokio::test]
async fn an_export_is_one_row_a_line_and_a_trailer_and_verifies_by_itself() {
    let (house, _) = house().await;
    let text = export(&house, &Order::default()).await.unwrap();
    // Eight that were there, and the record of the export itself.
    assert_eq!(text.lines().count(), 10, "{text}");
    let verified = verified(&house, &text).unwrap();
    let trailer = &verified.trailer;
    assert_eq!((trailer.rows, trailer.first, trailer.last), (9, 1, 9));
    assert_eq!((trailer.instance.as_str(), verified.erased), ("test", 2));
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows[0]["row"]["values"]["actor_id"]["value"], "user_sue");
    assert_eq!(rows[0]["row"]["values"]["reason"], serde_json::Value::Null);
    assert_eq!(rows[8]["row"]["kind"], "ledger.exported");
    assert_eq!(rows[9]["trailer"]["head_seq"], 9);
}

#[tokio::test]
async fn commitments_alone_give_nothing_away_and_verify_as_well() {
    let (house, _) = house().await;
    let order = Order {
        without_values: true,
        ..Order::default()
    };
    let text = export(&house, &order).await.unwrap();
    for personal in ["user_sue", "user_ann", "invoice", "CASE-77", "@", "salt"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    assert_eq!(verified(&house, &text).unwrap().trailer.rows, 9);
}

#[tokio::test]
async fn a_part_of_the_time_names_the_hash_before_it_and_verifies() {
    let (house, _) = house().await;
    let order = Order {
        from: Some(NOON + 2 * MINUTE),
        to: Some(NOON + 4 * MINUTE),
        ..Order::default()
    };
    let text = export(&house, &order).await.unwrap();
    let verified = verified(&house, &text).unwrap();
    let trailer = &verified.trailer;
    assert_eq!((trailer.rows, trailer.first, trailer.last), (3, 3, 5));
    let entries = house.entries().await;
    assert_eq!(trailer.before, entries[1].hash);
    assert_eq!(trailer.hash, entries[4].hash);
    assert_eq!(
        (trailer.head_seq, &trailer.head_hash),
        (9, &entries[8].hash)
    );
}

#[tokio::test]
async fn the_records_of_one_impersonation_say_how_many_others_are_between_them() {
    let (house, first) = house().await;
    let text = export(&house, &about(&first)).await.unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 5, "{text}");
    assert!(lines[2].starts_with(r#"{"omitted":{"first":3,"last":5},"#));
    assert!(!text.contains("user_bob"));
    let verified = verified(&house, &text).unwrap();
    let trailer = &verified.trailer;
    assert_eq!((trailer.rows, trailer.first, trailer.last), (3, 1, 6));
    assert_eq!(trailer.impersonation.as_ref(), Some(&first));
}

#[tokio::test]
async fn where_nothing_is_as_asked_there_is_no_export() {
    let (house, _) = house().await;
    let order = Order {
        to: Some(NOON),
        ..Order::default()
    };
    for order in [order, about("imp_none")] {
        let error = export(&house, &order).await.unwrap_err();
        assert!(matches!(error, ExportError::Nothing), "{error}");
    }
}

#[tokio::test]
async fn invariant_05_what_was_done_to_the_ledger_is_not_signed_once_more() {
    for sql in [
        "UPDATE ledger SET at = at + 1 WHERE seq = 4",
        "UPDATE ledger SET at = at + 1 WHERE seq = 7",
        "DELETE FROM ledger_values WHERE seq = 4 AND field = 'subject_id'",
        "DELETE FROM ledger_values WHERE seq = 4; DELETE FROM ledger WHERE seq = 4",
        "UPDATE ledger_values SET value = 'x' WHERE seq = 7 AND field = 'actor_id'",
    ] {
        let (house, _) = house().await;
        house.meddle(sql).await;
        let order = Order {
            from: Some(NOON + 2 * MINUTE),
            to: Some(NOON + 4 * MINUTE),
            ..Order::default()
        };
        let mut text = Vec::new();
        let error = house.ledger.export(&order, &mut text).await.unwrap_err();
        assert!(matches!(error, ExportError::Broken(_)), "{sql}: {error}");
        let text = String::from_utf8(text).unwrap();
        assert!(!text.contains("signature"), "{sql}: {text}");
        let error = verified(&house, &text).unwrap_err();
        assert!(error.broken.why.contains("cut off"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn invariant_05_an_export_signed_with_another_key_is_refused() {
    let (house, other) = (house().await.0, House::new().await);
    let text = export(&house, &Order::default()).await.unwrap();
    let error = check(&text, VerifyingKey::from_bytes([1; 32])).unwrap_err();
    assert!(error.broken.why.contains("another key"), "{error}");
    // The same seed made the other house's key, so only what was signed differs.
    let others = export(&other, &Order::default()).await.unwrap();
    let trailer = others.lines().last().unwrap();
    let mut lines: Vec<_> = text.lines().collect();
    lines.pop();
    lines.push(trailer);
    let error = verified(&house, &format!("{}\n", lines.join("\n"))).unwrap_err();
    assert_eq!(error.line, 10, "{error}");
}

#[tokio::test]
async fn invariant_05_an_export_written_anew_to_its_end_is_not_the_one_that_was_signed() {
    let (house, first) = house().await;
    for order in [Order::default(), about(&first)] {
        let text = export(&house, &order).await.unwrap();
        assert_eq!(outsider::linked_anew(&text, |_| ()), text);
        let last = text.lines().count() as u64;
        let other_story = outsider::linked_anew(&text, |row| {
            if row["seq"] == 2 {
                row["details"] = row["details"].as_str().unwrap().replace("30", "31").into();
            }
        });
        assert_ne!(other_story, text);
        let error = verified(&house, &other_story).unwrap_err();
        assert_eq!(error.line, last, "{error}");
        assert!(error.broken.why.contains("written anew"), "{error}");
    }
}

#[tokio::test]
async fn a_line_without_end_is_not_read_into_memory() {
    let endless = std::io::BufReader::new(std::io::Read::take(std::io::repeat(b'x'), 1 << 40));
    let error = verify_export(endless, |_| true).unwrap_err();
    assert_eq!(error.line, 1, "{error}");
}

/// Exports of every kind, made once.
static EXPORTS: LazyLock<Vec<(String, VerifyingKey)>> = LazyLock::new(|| {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (house, first) = house().await;
        let orders = [
            Order::default(),
            Order {
                without_values: true,
                ..Order::default()
            },
            Order {
                from: Some(NOON + 2 * MINUTE),
                to: Some(NOON + 5 * MINUTE),
                ..Order::default()
            },
            about(&first),
        ];
        let mut exports = Vec::new();
        for order in &orders {
            let text = export(&house, order).await.unwrap();
            verified(&house, &text).unwrap();
            exports.push((text, house.ledger.verifying_key()));
        }
        exports
    })
});

/// What somebody may do to a file.
#[derive(Clone, Debug)]
enum Deed {
    Change { at: usize, to: u8 },
    Remove,
    Add { other: usize },
    Swap { other: usize },
    Cut { at: usize },
}

fn deeds() -> impl Strategy<Value = Deed> {
    let number = any::<usize>;
    prop_oneof![
        3 => (number(), any::<u8>()).prop_map(|(at, to)| Deed::Change { at, to }),
        1 => Just(Deed::Remove),
        1 => number().prop_map(|other| Deed::Add { other }),
        1 => number().prop_map(|other| Deed::Swap { other }),
        1 => number().prop_map(|at| Deed::Cut { at }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn invariant_05_whatever_is_done_to_one_line_of_an_export_is_found_and_named(
        which in 0_usize..4,
        line in any::<usize>(),
        deed in deeds(),
    ) {
        let (text, key) = &EXPORTS[which];
        let mut lines: Vec<Vec<u8>> = text
            .split_inclusive('\n')
            .map(|line| line.as_bytes().to_vec())
            .collect();
        let line = line % lines.len();
        // The line itself, or the one after it, which does not follow it any more.
        let mut named = vec![line, line + 1];
        match deed {
            Deed::Change { at, to } => {
                let at = at % lines[line].len();
                prop_assume!(lines[line][at] != to);
                lines[line][at] = to;
            }
            Deed::Remove => {
                lines.remove(line);
            }
            Deed::Add { other } => {
                let other = lines[other % lines.len()].clone();
                lines.insert(line, other);
            }
            Deed::Swap { other } => {
                let other = other % lines.len();
                prop_assume!(other != line);
                lines.swap(line, other);
                named = vec![line.min(other)];
            }
            Deed::Cut { at } => {
                let at = at % lines[line].len();
                lines[line].truncate(at);
                lines.truncate(line + 1);
                named = vec![line];
            }
        }
        let done = lines.concat();
        let error = verify_export(done.as_slice(), |signed| signed == key).expect_err("it is found");
        let found = usize::try_from(error.line).unwrap() - 1;
        prop_assert!(named.contains(&found), "{named:?}: {error}");
    }
}
