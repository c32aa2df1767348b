//! Moments for people.

use ambient::{Millis, SECOND};
use time::OffsetDateTime;
use time::macros::format_description;

/// `2026-11-23 11:40:05 UTC`; a moment beyond the calendar stays a number.
pub fn utc(moment: Millis) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    OffsetDateTime::from_unix_timestamp(moment.div_euclid(SECOND))
        .ok()
        .and_then(|moment| moment.format(&format).ok())
        .unwrap_or_else(|| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn a_moment_reads_as_date_and_time() {
        assert_eq!(utc(1_795_434_005_999), "2026-11-23 11:40:05 UTC");
        assert_eq!(utc(i64::MAX), i64::MAX.to_string());
    }
}
