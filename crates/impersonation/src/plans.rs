//! The plans that `SQLite` makes: the cost of a statement does not grow with its table.

use database::Schema;
use sqlx::{AssertSqlSafe, Row as _};

use crate::{ledger, life};

/// These look at all of something that stays small, or take the first of an order.
const MAY_SCAN: &[&str] = &[
    ledger::statements::HEADS,
    ledger::statements::LAST,
    ledger::statements::LAST_SEALED,
    ledger::statements::LAST_REMOVED,
    ledger::statements::SEALS,
    ledger::statements::TOMBSTONES,
    life::statements::REVOKE_PENDING,
    life::statements::STOPPED,
];

#[tokio::test]
async fn no_statement_reads_a_whole_table() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("console.db");
    let pool = database::open(&path, Schema::Console).await.unwrap();
    for statement in ledger::statements::ALL.iter().chain(life::statements::ALL) {
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let plan = sqlx::query(AssertSqlSafe(explain))
            .fetch_all(&pool)
            .await
            .unwrap();
        for step in plan {
            let step: String = step.get("detail");
            let scans = step.starts_with("SCAN") && !MAY_SCAN.contains(statement);
            assert!(!scans, "{statement}\n{step}");
        }
    }
}
