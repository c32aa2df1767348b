//! Invariant 5: whoever does not have the key cannot change the ledger unnoticed. One test for each
//! way to try with rows and values; each must name the row.

use impersonation::EndCause;
use impersonation::ledger::Broken;

use crate::house::{House, NOON};

/// A ledger of nine rows: two whole impersonations, a refusal and one that still runs.
pub async fn house() -> House {
    let house = House::new().await;
    for (browser, subject) in [("b1", "user_ann"), ("b2", "user_bob")] {
        let id = house
            .start(browser, subject)
            .await
            .unwrap()
            .impersonation
            .id;
        house.clock.advance(1_000);
        house
            .impersonations
            .end(&id, EndCause::Person)
            .await
            .unwrap();
    }
    house.start("b3", "user_lea").await.unwrap_err();
    house.start("b4", "user_cid").await.unwrap();
    let verified = house.verify().await.unwrap();
    assert_eq!(
        (verified.rows, verified.erased, verified.head.seq),
        (9, 0, 9)
    );
    house
}

pub async fn broken(house: &House) -> Broken {
    house
        .verify()
        .await
        .expect_err("the ledger was tampered with")
}

#[tokio::test]
async fn invariant_05_a_byte_changed_in_any_column_of_any_row_names_the_row() {
    for sql in [
        "UPDATE ledger SET at = at + 1 WHERE seq = 4",
        "UPDATE ledger SET kind = 'impersonation.attempteD' WHERE seq = 4",
        "UPDATE ledger SET about = about || 'x' WHERE seq = 4",
        "UPDATE ledger SET details = replace(details, '30', '31') WHERE seq = 4",
        "UPDATE ledger SET details = details || ' ' WHERE seq = 4",
        "UPDATE ledger SET commitments = replace(commitments, 'a', 'b') WHERE seq = 4",
        "UPDATE ledger SET commitments = '' WHERE seq = 4",
        "UPDATE ledger SET previous = 'b' || substr(previous, 2) WHERE seq = 4",
        "UPDATE ledger SET hash = 'x' || substr(hash, 2) WHERE seq = 4",
        "UPDATE ledger SET at = 'noon' WHERE seq = 4",
        "UPDATE ledger SET kind = X'FF' WHERE seq = 4",
    ] {
        let house = house().await;
        house.meddle(sql).await;
        assert_eq!(broken(&house).await.seq, Some(4), "{sql}");
    }
    for seq in 1..=9_i64 {
        let house = house().await;
        let sql = "UPDATE ledger SET at = at + 1 WHERE seq = $1";
        sqlx::query(sql)
            .bind(seq)
            .execute(&house.pool)
            .await
            .unwrap();
        assert_eq!(broken(&house).await.seq, Some(seq));
    }
}

#[tokio::test]
async fn invariant_05_a_row_with_another_number_names_where_it_was() {
    let house = house().await;
    house
        .meddle("UPDATE ledger SET seq = 50 WHERE seq = 4")
        .await;
    assert_eq!(broken(&house).await.seq, Some(4));
    house
        .meddle("UPDATE ledger SET seq = -4 WHERE seq = 50")
        .await;
    assert_eq!(broken(&house).await.seq, Some(-4));
}

#[tokio::test]
async fn invariant_05_a_removed_row_is_named() {
    let house = house().await;
    house
        .meddle("DELETE FROM ledger_values WHERE seq = 4; DELETE FROM ledger WHERE seq = 4")
        .await;
    assert_eq!(
        broken(&house).await,
        Broken {
            seq: Some(4),
            why: "the row is missing".to_owned()
        }
    );
}

#[tokio::test]
async fn invariant_05_two_swapped_rows_name_the_first() {
    let house = house().await;
    house
        .meddle(
            "UPDATE ledger SET seq = -1 WHERE seq = 3; UPDATE ledger SET seq = 3 WHERE seq = 6; \
         UPDATE ledger SET seq = 6 WHERE seq = -1; \
         UPDATE ledger_values SET seq = -1 WHERE seq = 3; \
         UPDATE ledger_values SET seq = 3 WHERE seq = 6; \
         UPDATE ledger_values SET seq = 6 WHERE seq = -1",
        )
        .await;
    assert_eq!(broken(&house).await.seq, Some(3));
}

#[tokio::test]
async fn invariant_05_a_cut_tail_names_the_first_missing_row() {
    let house = house().await;
    house
        .meddle("DELETE FROM ledger WHERE seq > 7; DELETE FROM ledger_values WHERE seq > 7")
        .await;
    assert_eq!(broken(&house).await.seq, Some(8));
}

#[tokio::test]
async fn invariant_05_a_cut_head_names_the_first_row() {
    let house = house().await;
    house
        .meddle("DELETE FROM ledger WHERE seq < 3; DELETE FROM ledger_values WHERE seq < 3")
        .await;
    assert_eq!(broken(&house).await.seq, Some(1));
}

#[tokio::test]
async fn invariant_05_a_cut_head_with_new_numbers_names_the_first_row() {
    let house = house().await;
    house
        .meddle(
            "DELETE FROM ledger WHERE seq < 3; DELETE FROM ledger_values WHERE seq < 3; \
         UPDATE ledger SET seq = seq - 2; UPDATE ledger_values SET seq = seq - 2",
        )
        .await;
    assert_eq!(broken(&house).await.seq, Some(1));
}

#[tokio::test]
async fn invariant_05_a_row_added_without_the_key_is_named() {
    let house = house().await;
    house
        .meddle(
            "INSERT INTO ledger SELECT 10, at, kind, about, details, '{}', hash, hash \
         FROM ledger WHERE seq = 9",
        )
        .await;
    assert_eq!(broken(&house).await.seq, Some(10));
}

#[tokio::test]
async fn invariant_05_a_changed_value_names_its_row() {
    for sql in [
        "UPDATE ledger_values SET value = value || '!' WHERE seq = 4 AND field = 'reason'",
        "UPDATE ledger_values SET salt = salt || '!' WHERE seq = 4 AND field = 'reason'",
        "UPDATE ledger_values SET field = 'address' WHERE seq = 4 AND field = 'reason'",
        "UPDATE ledger_values SET value = X'FF' WHERE seq = 4 AND field = 'reason'",
        "INSERT INTO ledger_values VALUES (4, 'address', 'salt', '127.0.0.1')",
    ] {
        let house = house().await;
        house.meddle(sql).await;
        assert_eq!(broken(&house).await.seq, Some(4), "{sql}");
    }
    let house = house().await;
    house
        .meddle("INSERT INTO ledger_values VALUES (99, 'reason', 'salt', 'none')")
        .await;
    assert_eq!(broken(&house).await.seq, Some(99));
}

#[tokio::test]
async fn invariant_05_a_value_removed_without_a_record_names_its_row() {
    let house = house().await;
    house
        .meddle("DELETE FROM ledger_values WHERE seq = 4 AND field = 'actor_id'")
        .await;
    let broken = broken(&house).await;
    assert!(
        broken.seq == Some(4) && broken.why.contains("erasure"),
        "{broken}"
    );
}

#[tokio::test]
async fn invariant_05_no_token_and_no_ticket_is_in_any_row_nor_in_any_debug() {
    let house = house().await;
    let again = house.start("b4", "user_cid").await.unwrap();
    let secrets = house.provider.secrets();
    assert_eq!(secrets.len(), 6, "three tickets and three client tokens");
    let bytes: Vec<u8> = ["console.db", "console.db-wal"]
        .into_iter()
        .flat_map(|file| std::fs::read(house.directory.path().join(file)).unwrap())
        .collect();
    let holds = |secret: &str| {
        bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    };
    assert!(
        holds("Cannot find the invoice of May"),
        "the files are what is looked through"
    );
    let shown = format!("{again:?} {:?}", house.entries().await);
    assert!(shown.contains("sess_3"));
    for secret in secrets {
        assert!(!holds(&secret), "{secret} is stored");
        assert!(!shown.contains(&secret), "{secret} is shown");
    }
    assert!(house.clock.now() > NOON);
}
