//! Invariant 5, anywhere: whatever row of the database is touched, and however, the row is named.

use std::sync::LazyLock;

use database::Schema;
use impersonation::EndCause;
use impersonation::ledger::{Broken, Held, PersonalField, VerifyingKey, verify};
use proptest::prelude::*;
use sqlx::AssertSqlSafe;

use crate::house::House;

/// A database with records of every kind but removals, as bytes; what its last row is, and its key.
static LEDGER: LazyLock<(Vec<u8>, i64, VerifyingKey)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
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
        house.start("b2", "user_lea").await.unwrap_err();
        house.start("b3", "user_bob").await.unwrap();
        let values = [(2, PersonalField::ActorId)];
        house.ledger.erase("request 1", &values).await.unwrap();
        let held = Held::Impersonation(id);
        let hold = house.ledger.add_hold(&held, "a claim").await.unwrap();
        house.ledger.lift_hold(&hold, "settled").await.unwrap();
        let last = house.verify().await.unwrap().head.seq;
        let key = house.ledger.verifying_key();
        house.pool.close().await;
        let path = house.directory.path().join("console.db");
        (std::fs::read(path).unwrap(), last, key)
    })
});

/// Verifies the ledger after some SQL behind the program's back; `None` where that changed nothing.
async fn touched(sql: String) -> Option<Result<i64, Broken>> {
    let (bytes, _, key) = &*LEDGER;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("console.db");
    std::fs::write(&path, bytes).unwrap();
    let pool = database::open(&path, Schema::Console).await.unwrap();
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await;
    let changed = done.unwrap().rows_affected() > 0;
    let verified = verify(&pool, key).await.map(|verified| verified.rows);
    pool.close().await;
    changed.then_some(verified)
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Change(&'static str),
    ChangeValue(&'static str),
    RemoveValue,
    Remove,
    Add,
    Swap,
    Cut,
}

fn deeds() -> impl Strategy<Value = Deed> {
    let columns = vec![
        "at",
        "kind",
        "about",
        "details",
        "commitments",
        "previous",
        "hash",
    ];
    prop_oneof![
        4 => prop::sample::select(columns).prop_map(Deed::Change),
        2 => prop::sample::select(vec!["salt", "value"]).prop_map(Deed::ChangeValue),
        1 => Just(Deed::RemoveValue),
        1 => Just(Deed::Remove),
        1 => Just(Deed::Add),
        1 => Just(Deed::Swap),
        1 => Just(Deed::Cut),
    ]
}

/// The SQL, and the row that is to be named.
fn sql(deed: Deed, row: i64, other: i64, last: i64) -> (String, i64) {
    let both =
        |what: &str, where_: &str| format!("{what} ledger {where_}; {what} ledger_values {where_}");
    let one_value =
        format!("seq = {row} AND field = (SELECT MAX(field) FROM ledger_values WHERE seq = {row})");
    match deed {
        Deed::Change("at") => (
            format!("UPDATE ledger SET at = at - {other} WHERE seq = {row}"),
            row,
        ),
        Deed::Change(column) => (
            format!("UPDATE ledger SET {column} = {column} || '.' WHERE seq = {row}"),
            row,
        ),
        Deed::ChangeValue(column) => (
            format!("UPDATE ledger_values SET {column} = {column} || '.' WHERE {one_value}"),
            row,
        ),
        Deed::RemoveValue => (format!("DELETE FROM ledger_values WHERE {one_value}"), row),
        Deed::Remove => (both("DELETE FROM", &format!("WHERE seq = {row}")), row),
        Deed::Add => {
            let columns = "at, kind, about, details, '{}', previous, hash";
            let insert = "INSERT INTO ledger SELECT";
            let sql = format!("{insert} {last} + 1, {columns} FROM ledger WHERE seq = {row}");
            (sql, last + 1)
        }
        Deed::Swap => {
            let moved =
                |from: i64, to: i64| both("UPDATE", &format!("SET seq = {to} WHERE seq = {from}"));
            let steps = [moved(row, 999), moved(other, row), moved(999, other)];
            (steps.join("; "), row.min(other))
        }
        Deed::Cut => (both("DELETE FROM", &format!("WHERE seq > {row}")), row + 1),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn invariant_05_whatever_is_done_to_any_row_names_it(
        row in 1_i64..=LEDGER.1,
        other in 1_i64..=LEDGER.1,
        deed in deeds(),
    ) {
        let last = LEDGER.1;
        prop_assume!(!matches!(deed, Deed::Swap) || row != other);
        prop_assume!(!matches!(deed, Deed::Cut) || row < last);
        let (sql, named) = sql(deed, row, other, last);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let verified = runtime.block_on(touched(sql));
        // Not every row has a value left.
        prop_assume!(verified.is_some());
        let broken = verified.unwrap().expect_err("it is found");
        prop_assert_eq!(broken.seq, Some(named), "{}", broken);
    }
}
