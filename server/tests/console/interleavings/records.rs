//! What the stores must say at every moment, and in the end.

use impersonation::ledger::verify;

use crate::support::House;

/// A session in which somebody acts lives at the provider only with a record that it does, or that it is still to be
/// revoked.
pub async fn no_session_without_its_record(house: &House) {
    let now = house.clock.now();
    let alive: Vec<(String, String)> = sqlx::query_as(
        "SELECT id, actor FROM sessions WHERE actor IS NOT NULL AND status = 'active' AND expire_at > $1 AND abandon_at > $1",
    )
    .bind(now)
    .fetch_all(&house.provider_pool)
    .await
    .unwrap();
    for (session, actor) in alive {
        let actor: serde_json::Value = serde_json::from_str(&actor).unwrap();
        // What was opened elsewhere is found within a minute; its record waits for it, and is in the session's actor.
        let records: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM impersonations WHERE session_id = $1 AND (state = 'running' OR revoke_pending = 1) \
             OR destination_id IS NOT NULL AND session_id IS NULL AND id = $2 \
             AND (state = 'ticket_minted' OR revoke_pending = 1)",
        )
        .bind(&session)
        .bind(actor["impersonation_id"].as_str())
        .fetch_one(&house.pool)
        .await
        .unwrap();
        assert_eq!(records, 1, "{session} lives without its record");
    }
}

/// The number of the last record.
pub async fn last_record(house: &House) -> i64 {
    let last = sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM ledger");
    last.fetch_one(&house.pool).await.unwrap()
}

/// Of what was recorded after `seq`: every start has one attempt and one end, every attempt one outcome.
pub async fn every_start_has_one_end(house: &House, seq: i64) {
    let odd: Vec<String> = sqlx::query_scalar(
        "SELECT about FROM ledger WHERE seq > $1 GROUP BY about HAVING \
         SUM(kind = 'impersonation.started') <> SUM(kind = 'impersonation.ended') \
         OR SUM(kind = 'impersonation.attempted') <> SUM(kind IN ('impersonation.started', 'impersonation.failed')) \
         AND SUM(kind = 'impersonation.attempted') > 0 \
         OR MAX(kind = 'impersonation.attempted') + MAX(kind = 'impersonation.refused') > 1 \
         OR SUM(kind = 'impersonation.started') > 1",
    )
    .bind(seq)
    .fetch_all(&house.pool)
    .await
    .unwrap();
    assert_eq!(odd, [""; 0], "not one end for each start");
    let live: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM impersonations WHERE state IN ('attempted', 'ticket_minted', 'running') OR revoke_pending = 1",
    )
    .fetch_one(&house.pool)
    .await
    .unwrap();
    assert_eq!(live, 0, "something is not over");
}

/// The ledger stands under its signature.
pub async fn the_ledger_verifies(house: &House) {
    let verified = verify(&house.pool, &house.ledger.verifying_key()).await;
    assert!(verified.is_ok(), "{verified:?}");
}
