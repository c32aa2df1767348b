use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::errors::ApiError;
use crate::query::Query;

/// The version in which a request speaks, a date: later ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ApiVersion(&'static str);

/// From this version on metadata has operations of its own.
pub(crate) const METADATA_APART: ApiVersion = ApiVersion("2026-05-12");

impl ApiVersion {
    /// The version of a text, if it is one. Dates newer than the last published one are served as that one.
    fn of(text: &str) -> Option<Self> {
        let last = PUBLISHED[PUBLISHED.len() - 1];
        let known = PUBLISHED.into_iter().find(|known| *known == text);
        let newer = || (is_date(text) && text > last).then_some(last);
        known.or_else(newer).map(Self)
    }
}

/// The published versions, the oldest first.
const PUBLISHED: [&str; 6] = [
    "2021-02-05",
    "2024-10-01",
    "2025-03-12",
    "2025-04-10",
    "2025-11-10",
    "2026-05-12",
];

/// A version is given in the header or in the query, not in both; none means the oldest, as at Clerk. Newer dates
/// than the last published one are taken, since Clerk's packages are ahead of the published descriptions; anything
/// else is not a version.
pub(crate) async fn check(mut request: Request, next: Next) -> Result<Response, ApiError> {
    let query = Query::of(request.uri());
    let in_query = query.text("__clerk_api_version");
    let in_header = request.headers().get("clerk-api-version");
    let version = match (in_header, in_query) {
        (None, None) => Some(ApiVersion(PUBLISHED[0])),
        (None, Some(version)) => ApiVersion::of(version),
        (Some(version), None) => version.to_str().ok().and_then(ApiVersion::of),
        (Some(_), Some(_)) => None,
    };
    let version = version.ok_or_else(ApiError::api_version_invalid)?;
    request.extensions_mut().insert(version);
    Ok(next.run(request).await)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    matches!(&parts[..], [year, month, day]
        if (year.len(), month.len(), day.len()) == (4, 2, 2)
            && parts.iter().all(|part| digits(part))
            && (1..=12).contains(&number(month))
            && (1..=31).contains(&number(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_published_versions_and_newer_dates_are_versions() {
        for text in [
            "",
            "v1",
            "2025-01-01",
            "2026-05-11",
            "2026-13-01",
            "2026-06-32",
            "2026-6-1",
            "2027-01-01x",
        ] {
            assert_eq!(ApiVersion::of(text), None, "{text}");
        }
        for text in [
            "2021-02-05",
            "2025-11-10",
            "2026-05-12",
            "2026-08-20",
            "2030-12-31",
        ] {
            assert!(ApiVersion::of(text).is_some(), "{text}");
        }
        assert_eq!(ApiVersion::of("2030-12-31"), Some(ApiVersion("2026-05-12")));
        assert!(ApiVersion::of("2025-11-10") < ApiVersion::of("2026-05-12"));
    }
}
