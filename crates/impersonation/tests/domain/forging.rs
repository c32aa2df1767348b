//! Invariant 5: whoever does not have the key cannot put a ledger of their own in its place.

use impersonation::ledger::verify;
use impersonation::{EndCause, LedgerKey};
use sqlx::AssertSqlSafe;

use crate::fake::Step;
use crate::house::House;
use crate::tampering::{broken, house};

#[tokio::test]
async fn invariant_05_a_cut_tail_with_an_older_hash_in_the_head_is_not_signed() {
    let house = house().await;
    house
        .meddle(
            "DELETE FROM ledger WHERE seq > 7; DELETE FROM ledger_values WHERE seq > 7; \
         UPDATE ledger_head SET seq = 7, hash = (SELECT hash FROM ledger WHERE seq = 7)",
        )
        .await;
    let broken = broken(&house).await;
    assert_eq!(broken.seq, Some(7));
    assert!(broken.why.contains("signature"), "{broken}");
}

#[tokio::test]
async fn invariant_05_no_signature_over_an_earlier_row_is_left_anywhere() {
    let house = house().await;
    let heads: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM ledger_head")
        .fetch_one(&house.pool)
        .await
        .unwrap();
    assert_eq!(heads, 1);
    let second = "INSERT INTO ledger_head SELECT 2, label, seq, hash, signature FROM ledger_head";
    sqlx::query(second)
        .execute(&house.pool)
        .await
        .expect_err("the table holds one");
}

/// Somebody who has everything but the key writes another story of as many rows, properly chained.
async fn forged() -> (House, House) {
    let house = house().await;
    let forger = House::new().await;
    for (browser, subject) in [("b1", "user_ann"), ("b2", "user_bob"), ("b4", "user_cid")] {
        let id = forger
            .start(browser, subject)
            .await
            .unwrap()
            .impersonation
            .id;
        forger.clock.advance(1_000);
        forger
            .impersonations
            .end(&id, EndCause::Person)
            .await
            .unwrap();
    }
    (house, forger)
}

/// Puts the forger's rows in the place of the house's.
async fn put_in(house: &House, forger: &House) {
    let all = "DELETE FROM main.ledger; DELETE FROM main.ledger_values; \
               INSERT INTO main.ledger SELECT * FROM forged.ledger; \
               INSERT INTO main.ledger_values SELECT * FROM forged.ledger_values";
    with_forged(house, forger, all.to_owned()).await;
}

/// Puts one of the forger's rows in the place of the house's.
async fn replace_row(house: &House, forger: &House, seq: i64) {
    let one = format!(
        "DELETE FROM main.ledger WHERE seq = {seq}; \
         DELETE FROM main.ledger_values WHERE seq = {seq}; \
         INSERT INTO main.ledger SELECT * FROM forged.ledger WHERE seq = {seq}; \
         INSERT INTO main.ledger_values SELECT * FROM forged.ledger_values WHERE seq = {seq}"
    );
    with_forged(house, forger, one).await;
}

/// Runs SQL with the forger's database attached as `forged`.
async fn with_forged(house: &House, forger: &House, sql: String) {
    let path = forger
        .directory
        .path()
        .join("console.db")
        .display()
        .to_string();
    let mut connection = house.pool.acquire().await.unwrap();
    sqlx::query("ATTACH DATABASE $1 AS forged")
        .bind(path)
        .execute(&mut *connection)
        .await
        .unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut *connection)
        .await
        .unwrap();
    sqlx::raw_sql("DETACH DATABASE forged")
        .execute(&mut *connection)
        .await
        .unwrap();
}

fn other_key() -> LedgerKey {
    let directory = tempfile::tempdir().unwrap();
    let random = ambient::Random::seeded(99);
    LedgerKey::load_or_create(&directory.path().join("forger.key"), &random).unwrap()
}

#[tokio::test]
async fn invariant_05_a_chain_written_anew_without_the_key_names_the_signed_row() {
    let (house, forger) = forged().await;
    put_in(&house, &forger).await;
    let broken = broken(&house).await;
    assert_eq!(broken.seq, Some(9));
    assert!(broken.why.contains("written anew"), "{broken}");
}

#[tokio::test]
async fn invariant_05_rows_properly_chained_behind_the_signed_one_are_named() {
    let (_, forger) = forged().await;
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
    put_in(&house, &forger).await;
    assert_eq!(broken(&house).await.seq, Some(7));
}

#[tokio::test]
async fn invariant_05_a_row_put_in_with_a_proper_hash_is_found_where_the_chain_breaks() {
    // Both tell the same story up to row 6. A seventh that follows the sixth cannot be told from the
    // real one by itself: the eighth does not follow it.
    for (put, named) in [(7, 8), (8, 8)] {
        let (house, forger) = forged().await;
        let sixth = (
            house.entries().await.swap_remove(5),
            forger.entries().await.swap_remove(5),
        );
        assert_eq!(sixth.0, sixth.1);
        replace_row(&house, &forger, put).await;
        let broken = broken(&house).await;
        assert_eq!(broken.seq, Some(named), "{broken}");
        assert!(broken.why.contains("follow"), "{broken}");
    }
}

#[tokio::test]
async fn invariant_05_a_chain_written_anew_with_its_own_head_is_not_signed() {
    let (house, forger) = forged().await;
    put_in(&house, &forger).await;
    house
        .meddle(
            "UPDATE ledger_head SET hash = (SELECT hash FROM ledger WHERE seq = 9), \
         signature = replace(signature, 'a', 'b')",
        )
        .await;
    let broken = broken(&house).await;
    assert!(
        broken.seq == Some(9) && broken.why.contains("signature"),
        "{broken}"
    );
}

#[tokio::test]
async fn invariant_05_a_ledger_signed_with_another_key_is_refused() {
    let house = house().await;
    let other = other_key().verifying_key();
    assert_ne!(
        other.fingerprint(),
        house.ledger.verifying_key().fingerprint()
    );
    let broken = verify(&house.pool, &other).await.unwrap_err();
    assert!(broken.why.contains("signature"), "{broken}");
}

#[tokio::test]
async fn invariant_05_a_missing_head_is_refused_and_not_made_anew() {
    let house = house().await;
    house.meddle("DELETE FROM ledger_head").await;
    assert_eq!(broken(&house).await.seq, None);
    house
        .meddle("UPDATE ledger SET at = at + 1 WHERE seq = 4")
        .await;
    assert_eq!(
        broken(&house).await.seq,
        Some(4),
        "a bad row is named nevertheless"
    );
}

#[tokio::test]
async fn invariant_05_a_forged_head_is_refused() {
    for sql in [
        "UPDATE ledger_head SET label = 'another'",
        "UPDATE ledger_head SET seq = seq + 1",
        "UPDATE ledger_head SET signature = ''",
        "UPDATE ledger_head SET signature = upper(signature)",
    ] {
        let house = house().await;
        house.meddle(sql).await;
        let broken = broken(&house).await;
        assert!(
            broken.why.contains("signature") || broken.why.contains("row"),
            "{sql}: {broken}"
        );
    }
}

#[tokio::test]
async fn invariant_05_the_program_signs_nothing_behind_what_was_tampered_with() {
    for sql in [
        "DELETE FROM ledger WHERE seq = 9",
        "DELETE FROM ledger_head",
        "UPDATE ledger_head SET seq = 8, hash = (SELECT hash FROM ledger WHERE seq = 8)",
        "INSERT INTO ledger SELECT 10, at, kind, about, details, '{}', hash, hash \
         FROM ledger WHERE seq = 9",
    ] {
        let house = house().await;
        house.meddle(sql).await;
        house.start("b9", "user_dan").await.unwrap_err();
        assert_eq!(house.provider.asked(Step::CreateTicket).len(), 3, "{sql}");
        broken(&house).await;
    }
}
