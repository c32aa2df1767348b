//! What is taken for a name, an address, a password. Names of parameters are those of the wire.

use crate::errors::ApiError;
use crate::passwords;

/// Shortest and longest password, in characters.
pub(crate) const PASSWORD_LENGTH: (usize, usize) = (8, 72);

/// Longest name, username or external id, in characters: each is cut into trigrams for the search.
const LONGEST_NAME: usize = 256;

/// Longest e-mail address (RFC 5321).
const LONGEST_EMAIL: usize = 254;

pub(crate) fn name(param: &str, text: Option<String>) -> Result<Option<String>, ApiError> {
    let text = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    match &text {
        Some(long) if long.chars().count() > LONGEST_NAME => {
            Err(ApiError::param_format(param, "256 characters long at most"))
        }
        _ => Ok(text),
    }
}

/// A username: letters, digits, `_` and `-`, lowercased, never to be mistaken for an address.
pub(crate) fn username(text: Option<String>) -> Result<Option<String>, ApiError> {
    let Some(text) = name("username", text)? else {
        return Ok(None);
    };
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    if !text.chars().all(allowed) {
        return Err(ApiError::param_format(
            "username",
            "made of letters, digits, '_', '-' and '.'",
        ));
    }
    Ok(Some(text.to_lowercase()))
}

/// An address, lowercased. What is more exactly an address only its postmaster knows.
pub(crate) fn email_address(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    let plausible = text.len() <= LONGEST_EMAIL
        && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        });
    if plausible {
        Ok(text.to_lowercase())
    } else {
        Err(ApiError::param_format(
            "email_address",
            "a valid email address",
        ))
    }
}

pub(crate) fn password(text: &str) -> Result<(), ApiError> {
    let (least, most) = PASSWORD_LENGTH;
    match text.chars().count() {
        length if length < least => Err(ApiError::password_too_short(least)),
        length if length > most => Err(ApiError::password_too_long(most)),
        _ => Ok(()),
    }
}

/// A digest from elsewhere. Only what can be compared with here is taken.
pub(crate) fn digest(hasher: Option<&str>, digest: &str) -> Result<(), ApiError> {
    if hasher.is_some_and(|hasher| hasher != "argon2id") {
        return Err(ApiError::param_value("password_hasher", "argon2id"));
    }
    if !passwords::is_digest(digest) {
        return Err(ApiError::param_format(
            "password_digest",
            "an argon2id digest in PHC form",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_an_address_is_refused_and_the_rest_is_lowercased() {
        for text in [
            "",
            "ann",
            "@example.com",
            "ann@",
            "a b@example.com",
            "a@b@c",
            "a\n@example.com",
        ] {
            assert!(email_address(text).is_err(), "{text:?}");
        }
        assert!(email_address(&format!("{}@example.com", "a".repeat(250))).is_err());
        assert_eq!(
            email_address(" Ann@Example.COM ").unwrap(),
            "ann@example.com"
        );
    }

    #[test]
    fn a_password_is_measured_in_characters() {
        assert!(password("1234567").is_err());
        assert!(password(&"ä".repeat(73)).is_err());
        assert!(password(&"ä".repeat(72)).is_ok());
    }

    #[test]
    fn a_username_can_never_be_an_address() {
        assert!(username(Some("ann@example.com".to_owned())).is_err());
        assert_eq!(
            username(Some(" Ann_1 ".to_owned())).unwrap().as_deref(),
            Some("ann_1")
        );
        assert_eq!(username(Some("  ".to_owned())).unwrap(), None);
    }
}
