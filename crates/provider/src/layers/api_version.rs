use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::errors::ApiError;
use crate::query::Query;

/// The published versions. All are served as the last one.
const PUBLISHED: [&str; 6] = [
    "2021-02-05",
    "2024-10-01",
    "2025-03-12",
    "2025-04-10",
    "2025-11-10",
    "2026-05-12",
];

/// A version is given in the header or in the query, not in both; none means the oldest at Clerk and
/// makes no difference here. Newer dates than the last published one are taken, since Clerk's
/// packages are ahead of the published descriptions; anything else is not a version.
pub(crate) async fn check(request: Request, next: Next) -> Result<Response, ApiError> {
    let query = Query::of(request.uri());
    let in_query = query.text("__clerk_api_version");
    let in_header = request.headers().get("clerk-api-version");
    let valid = match (in_header, in_query) {
        (None, None) => true,
        (None, Some(version)) => is_version(version),
        (Some(version), None) => version.to_str().is_ok_and(is_version),
        (Some(_), Some(_)) => false,
    };
    if !valid {
        return Err(ApiError::api_version_invalid());
    }
    Ok(next.run(request).await)
}

fn is_version(text: &str) -> bool {
    PUBLISHED.contains(&text) || (is_date(text) && text > PUBLISHED[PUBLISHED.len() - 1])
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
    use super::is_version;

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
            assert!(!is_version(text), "{text}");
        }
        for text in [
            "2021-02-05",
            "2025-11-10",
            "2026-05-12",
            "2026-08-20",
            "2030-12-31",
        ] {
            assert!(is_version(text), "{text}");
        }
    }
}
