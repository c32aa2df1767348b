use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use ambient::Millis;

/// Facility 13 (log audit), severity 5 (notice).
const PRIORITY: u8 = 13 * 8 + 5;

/// A message in the form of RFC 5424. `text` is one line.
pub fn message(at: Millis, id: &str, text: &str) -> String {
    let process = std::process::id();
    format!(
        "<{PRIORITY}>1 {} - understudy {process} {id} - {text}",
        rfc3339(at)
    )
}

/// As RFC 3339 has it, in UTC; a moment beyond the calendar is none.
pub fn rfc3339(at: Millis) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| "-".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_as_the_standard_has_it() {
        let process = std::process::id();
        assert_eq!(
            message(1_795_434_005_999, "checkpoint", "{}"),
            format!("<109>1 2026-11-23T11:40:05.999Z - understudy {process} checkpoint - {{}}")
        );
        assert_eq!(rfc3339(i64::MAX), "-");
    }
}
