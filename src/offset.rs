//! How far a clock is put forward or back.

use std::fmt;
use std::str::FromStr;

use ambient::{MINUTE, Millis, SECOND};

/// As much as a clock may be put forward or back: ten years, so that every moment stays in the calendar.
const MOST: Millis = 3_650 * 24 * 60 * MINUTE;

/// How far a clock goes ahead of the machine's, or behind it when it is negative: `+2h`, `-30m`, `1d12h`, `90s`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offset {
    span: Millis,
    /// As it was written.
    text: String,
}

impl Offset {
    /// In milliseconds.
    pub fn span(&self) -> Millis {
        self.span
    }
}

impl FromStr for Offset {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let span = sum(rest).ok_or("it must be like +2h, -30m, 1d12h or 90s")?;
        if span > MOST {
            return Err("it must be ten years at most");
        }
        Ok(Self {
            span: sign * span,
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Numbers with their units, added up. `None` when they are none, or too many.
fn sum(text: &str) -> Option<Millis> {
    text.split_inclusive(|letter: char| !letter.is_ascii_digit())
        .map(|part| {
            let (number, unit) = part.split_at_checked(part.len().checked_sub(1)?)?;
            let unit = match unit {
                "d" => 24 * 60 * MINUTE,
                "h" => 60 * MINUTE,
                "m" => MINUTE,
                "s" => SECOND,
                _ => return None,
            };
            number.parse::<Millis>().ok()?.checked_mul(unit)
        })
        .try_fold(0, |sum: Millis, part| sum.checked_add(part?))
        .filter(|_| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_a_sum_of_spans_with_a_sign() {
        let span = |text: &str| text.parse::<Offset>().expect(text).span();
        assert_eq!(span("+2h"), 120 * MINUTE);
        assert_eq!(span("-30m"), -30 * MINUTE);
        assert_eq!(span("90s"), 90 * SECOND);
        assert_eq!(span("-1d12h"), -36 * 60 * MINUTE);
        assert_eq!(span("+0s"), 0);
        assert_eq!(span("3650d"), MOST);
    }

    #[test]
    fn what_is_no_offset_or_leads_out_of_the_calendar_is_refused() {
        for bad in [
            "",
            "+",
            "2",
            "h",
            "+2 h",
            "2h-30m",
            "--2h",
            "1.5h",
            "2w",
            "2h3",
            "2\u{e9}",
            "3651d",
            "99999999999999999999d",
            "9223372036854775807d",
            "106751991167d106751991167d",
        ] {
            bad.parse::<Offset>().expect_err(bad);
        }
    }
}
