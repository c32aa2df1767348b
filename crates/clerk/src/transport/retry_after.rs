use std::time::UNIX_EPOCH;

use ambient::{Millis, SECOND};
use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

/// After how many seconds an answer asks to be asked again, in either of the two forms of RFC 9110,
/// 10.2.3. A date counts from the answer's own `Date`, so it does not matter how far clocks differ;
/// without one it says nothing.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let asked = text(headers, &RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse() {
        return Some(seconds);
    }
    // What lies in the past may be asked again at once.
    let left = (date(asked)? - date_of(headers)?).max(0);
    u64::try_from(left / SECOND).ok()
}

/// When an answer was made by the clock of whoever made it, in Unix milliseconds: its `Date`.
pub fn date_of(headers: &HeaderMap) -> Option<Millis> {
    date(text(headers, &DATE)?)
}

fn date(text: &str) -> Option<Millis> {
    let moment = httpdate::parse_http_date(text).ok()?;
    let since = moment.duration_since(UNIX_EPOCH).ok()?;
    Millis::try_from(since.as_millis()).ok()
}

fn text<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(after: &'static str, date: Option<&'static str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(after));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        retry_after(&headers)
    }

    const NOON: Option<&str> = Some("Mon, 23 Nov 2026 12:00:00 GMT");

    #[test]
    fn what_is_neither_a_number_nor_a_date_says_nothing() {
        assert_eq!(retry_after(&HeaderMap::new()), None);
        for nothing in ["", "soon", "-1", "1.5", "Mon, 99 Nov 2026 12:00:00 GMT"] {
            assert_eq!(read(nothing, NOON), None, "{nothing}");
        }
        assert_eq!(read("Mon, 23 Nov 2026 12:00:30 GMT", None), None);
    }

    #[test]
    fn seconds_and_a_date_are_read_alike() {
        assert_eq!(read(" 30 ", None), Some(30));
        assert_eq!(read("Mon, 23 Nov 2026 12:00:30 GMT", NOON), Some(30));
        assert_eq!(read("Mon, 23 Nov 2026 11:00:00 GMT", NOON), Some(0));
    }
}
