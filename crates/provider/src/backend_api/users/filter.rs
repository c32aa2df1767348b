use ambient::Millis;

use crate::errors::ApiError;
use crate::query::Query;
use crate::store::identifications::{PHONE_NUMBER, WEB3_WALLET};
use crate::store::user_filter::{Moment, UserFilter};

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

/// The filters that `GET /users` and `GET /users/count` share.
pub(super) fn read(query: &Query) -> Result<UserFilter, ApiError> {
    let text = |name: &str| query.text(name).map(str::to_owned);
    let lowercased = |name: &str| -> Result<Vec<String>, ApiError> {
        let values = query.texts(name, MOST)?;
        Ok(values.iter().map(|value| value.to_lowercase()).collect())
    };
    let (ids, not_ids) = split(query.texts("user_id", MOST)?);
    let (external_ids, not_external_ids) = split(query.texts("external_id", MOST)?);
    // Nobody is a member of any organization: to exclude one excludes nobody.
    let (organizations, _) = split(query.texts("organization_id", MOST)?);
    Ok(UserFilter {
        query: text("query"),
        name: text("name_query"),
        username: text("username_query"),
        email: text("email_address_query"),
        phone: query.text("phone_number_query").map(digits),
        ids,
        not_ids,
        emails: lowercased("email_address")?,
        usernames: lowercased("username")?,
        identifications: vec![
            (PHONE_NUMBER, phone_numbers(query)?),
            (WEB3_WALLET, lowercased("web3_wallet")?),
        ],
        external_ids,
        not_external_ids,
        banned: query.flag("banned")?,
        moments: moments(query)?,
        nobody: !organizations.is_empty() || at_provider(query)?,
    })
}

fn moments(query: &Query) -> Result<Vec<Moment>, ApiError> {
    let mut moments = Vec::new();
    for (name, column, after) in MOMENTS {
        if let Some(moment) = query.integer(name)? {
            moments.push(Moment {
                column,
                after,
                // Beyond the calendar of the store there is nobody, and arithmetic would overflow.
                at: moment.clamp(Millis::MIN / 2, Millis::MAX / 2),
            });
        }
    }
    Ok(moments)
}

/// Whether accounts at another provider are asked for, of which nobody has one. The two parameters go together.
fn at_provider(query: &Query) -> Result<bool, ApiError> {
    let ids = query.texts("provider_user_id", MOST)?;
    match (query.holds("provider"), ids.is_empty()) {
        (false, true) => Ok(false),
        (true, false) => Ok(true),
        (true, true) => Err(ApiError::param_missing_beside(
            "provider_user_id",
            "provider",
        )),
        (false, false) => Err(ApiError::param_missing_beside(
            "provider",
            "provider_user_id",
        )),
    }
}

/// Phone numbers as the store has them. The plus of a query string is a blank by now.
fn phone_numbers(query: &Query) -> Result<Vec<String>, ApiError> {
    let numbers = query.texts("phone_number", MOST)?;
    let number = |text: &String| format!("+{}", digits(text).trim_start_matches('+'));
    Ok(numbers.iter().map(number).collect())
}

/// A part of a phone number, without what only divides it.
fn digits(text: &str) -> String {
    let divides = |letter: char| matches!(letter, ' ' | '.' | '-' | '(' | ')');
    text.chars().filter(|letter| !divides(*letter)).collect()
}

/// Values to include and values to exclude: an item may begin with `+` or `-`.
fn split(values: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (not, any): (Vec<_>, Vec<_>) = values.into_iter().partition(|value| value.starts_with('-'));
    let bare = |value: String| {
        let sign = ['+', '-'].iter().find_map(|sign| value.strip_prefix(*sign));
        sign.unwrap_or(&value).to_owned()
    };
    (
        any.into_iter().map(bare).collect(),
        not.into_iter().map(bare).collect(),
    )
}
