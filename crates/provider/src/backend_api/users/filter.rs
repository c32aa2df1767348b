use crate::errors::ApiError;
use crate::query::Query;
use crate::store::user_filter::UserFilter;

/// Most values of one array.
const MOST: usize = 100;

/// Moments by which a list can be cut: parameter, column, whether after.
const MOMENTS: [(&str, &str, bool); 7] = [
    ("created_at_before", "created_at", false),
    ("created_at_after", "created_at", true),
    ("last_active_at_before", "last_active_at", false),
    ("last_active_at_after", "last_active_at", true),
    ("last_active_at_since", "last_active_at", true),
    ("last_sign_in_at_before", "last_sign_in_at", false),
    ("last_sign_in_at_after", "last_sign_in_at", true),
];

/// What only users of a larger instance have; asking for one of these finds nobody.
const NOBODY_HAS: [&str; 5] = [
    "phone_number",
    "phone_number_query",
    "web3_wallet",
    "organization_id",
    "provider_user_id",
];

/// The filters that `GET /users` and `GET /users/count` share.
pub(super) fn read(query: &Query) -> Result<UserFilter, ApiError> {
    let text = |name: &str| query.text(name).map(str::to_owned);
    let (ids, not_ids) = split(query.texts("user_id", MOST)?);
    let emails = query.texts("email_address", MOST)?;
    let usernames = query.texts("username", MOST)?;
    let (external_ids, not_external_ids) = split(query.texts("external_id", MOST)?);
    if !not_external_ids.is_empty() {
        return Err(ApiError::param_value(
            "external_id",
            "included, not excluded",
        ));
    }
    let mut moments = Vec::new();
    for (name, column, after) in MOMENTS {
        if let Some(moment) = query.integer(name)? {
            moments.push((column, after, moment));
        }
    }
    Ok(UserFilter {
        query: text("query"),
        name: text("name_query"),
        username: text("username_query"),
        email: text("email_address_query"),
        ids,
        not_ids,
        emails: emails.iter().map(|email| email.to_lowercase()).collect(),
        usernames: usernames
            .iter()
            .map(|username| username.to_lowercase())
            .collect(),
        external_ids,
        banned: query.flag("banned")?,
        moments,
        nobody: NOBODY_HAS.iter().any(|name| query.holds(name)),
    })
}

/// Values to include and values to exclude: an item may begin with `+` or `-`.
fn split(values: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (not, any): (Vec<_>, Vec<_>) = values.into_iter().partition(|value| value.starts_with('-'));
    let bare = |value: String| value.trim_start_matches(['+', '-']).to_owned();
    (
        any.into_iter().map(bare).collect(),
        not.into_iter().map(bare).collect(),
    )
}
