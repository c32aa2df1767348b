use serde::{Deserialize, Serialize};

/// A moment, worded on the server, which knows no other zone than UTC. Where the islands are awake, they word
/// it anew each minute and in the reader's own zone (`islands/moments.rs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// RFC 3339, UTC, for machines (`<time datetime>`).
    pub iso: String,
    /// The exact moment for people: `23 Nov 2026, 11:30 UTC`.
    pub exact: String,
    /// How far away, in words: `3 minutes ago`.
    pub words: String,
}

#[cfg(feature = "ssr")]
impl Moment {
    /// Words the moment `at` as seen at `now`, both in Unix milliseconds.
    pub fn new(at: i64, now: i64) -> Self {
        use time::OffsetDateTime;
        use time::format_description::well_known::Rfc3339;
        use time::macros::format_description;

        let utc = OffsetDateTime::from_unix_timestamp(at.div_euclid(1000))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let exact = format_description!(
            "[day padding:none] [month repr:short] [year], [hour]:[minute] UTC"
        );
        Self {
            iso: utc.format(&Rfc3339).unwrap_or_default(),
            exact: utc.format(&exact).unwrap_or_default(),
            words: distance(now - at),
        }
    }
}

/// How far away a moment is in words, with the largest unit that fits. What is past is rounded down, what is
/// to come to the nearest minute.
///
/// `span` is in milliseconds, and negative for what is to come.
pub fn distance(span: i64) -> String {
    let minutes = if span < 0 {
        (30_000 - span) / 60_000
    } else {
        span / 60_000
    };
    let (count, unit) = match minutes {
        ..1 if span < 0 => return "in less than a minute".to_owned(),
        ..1 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        1_440..43_200 => (minutes / 1_440, "day"),
        43_200..525_600 => (minutes / 43_200, "month"),
        _ => (minutes / 525_600, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if span < 0 {
        format!("in {count} {unit}{plural}")
    } else {
        format!("{count} {unit}{plural} ago")
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_people_say_them() {
        assert_eq!(
            Moment::new(1_795_433_400_000, 1_795_433_410_000).words,
            "just now"
        );
        assert_eq!(Moment::new(0, 60_000).words, "1 minute ago");
        assert_eq!(Moment::new(0, 3 * 3_600_000).words, "3 hours ago");
        assert_eq!(Moment::new(0, 0).exact, "1 Jan 1970, 00:00 UTC");
    }

    #[test]
    fn what_is_to_come_is_not_worded_as_past() {
        assert_eq!(distance(-29_999), "in less than a minute");
        assert_eq!(distance(-30_000), "in 1 minute");
        assert_eq!(distance(-899_000), "in 15 minutes");
        assert_eq!(distance(-7_200_000), "in 2 hours");
    }
}
