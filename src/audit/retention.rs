use std::time::Duration;

use ambient::{Clock, Millis, SECOND};
use impersonation::Ledger;

use super::moments::Moments;

const DAY: Millis = 24 * 60 * 60 * SECOND;

/// How often is looked for what is old enough.
pub const EVERY: Duration = Duration::from_hours(6);

/// Removes what is older than so many days, as it becomes so.
pub async fn run(ledger: Ledger, clock: Clock, days: u32, mut moments: Moments) {
    let rule = format!("older than {days} days, by audit.retain_days");
    while !moments.next().await {
        match ledger.retain(before(&clock, days), &rule).await {
            Ok(retained) => {
                for tombstone in retained.removed {
                    let (first, last) = (tombstone.first, tombstone.last);
                    tracing::info!(first, last, "Old records were removed from the ledger");
                }
            }
            Err(error) => tracing::error!(%error, "Old records stay in the ledger"),
        }
    }
}

/// The moment that is so many days ago.
pub fn before(clock: &Clock, days: u32) -> Millis {
    clock.now() - Millis::from(days) * DAY
}
