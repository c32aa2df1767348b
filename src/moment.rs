//! Moments for people.

use ambient::{Millis, SECOND};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// `2026-11-23 11:40:05 UTC`; a moment beyond the calendar stays a number.
pub fn utc(moment: Millis) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    OffsetDateTime::from_unix_timestamp(moment.div_euclid(SECOND))
        .ok()
        .and_then(|moment| moment.format(&format).ok())
        .unwrap_or_else(|| moment.to_string())
}

/// Reads a day (its beginning, UTC) or a moment as RFC 3339 has it.
pub fn read(text: &str) -> Result<Millis, String> {
    let day = format_description!("[year]-[month]-[day]");
    let moment = Date::parse(text, day)
        .map(|day| day.midnight().assume_utc())
        .or_else(|_| OffsetDateTime::parse(text, &Rfc3339))
        .map_err(|_| "it is neither a day (2026-11-23) nor a moment (2026-11-23T11:40:05Z)")?;
    let millis = moment.unix_timestamp_nanos().div_euclid(1_000_000);
    Millis::try_from(millis).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{read, utc};

    #[test]
    fn a_day_and_a_moment_are_read() {
        assert_eq!(read("2026-11-23"), Ok(1_795_392_000_000));
        assert_eq!(read("2026-11-23T11:40:05.999Z"), Ok(1_795_434_005_999));
        assert_eq!(read("2026-11-23T13:40:05+02:00"), Ok(1_795_434_005_000));
        for bad in ["", "yesterday", "2026-13-01", "2026-11-23T11:40:05"] {
            read(bad).expect_err(bad);
        }
    }

    #[test]
    fn a_moment_reads_as_date_and_time() {
        assert_eq!(utc(1_795_434_005_999), "2026-11-23 11:40:05 UTC");
        assert_eq!(utc(i64::MAX), i64::MAX.to_string());
    }
}
