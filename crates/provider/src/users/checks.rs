//! What is taken for a name, an address, a password. Names of parameters are those of the wire.

use crate::errors::ApiError;
use crate::passwords;

/// Shortest and longest password, in characters.
pub(crate) const PASSWORD_LENGTH: (usize, usize) = (8, 72);

/// Longest name, username or external id, in characters: each is cut into trigrams for the search.
const LONGEST_NAME: usize = 256;

/// Longest e-mail address (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// A name, trimmed; a blank one is none. Any characters that are text: PostgreSQL stores no zero, and no
/// name has a line end or a control character in it.
pub(crate) fn name(param: &str, text: Option<String>) -> Result<Option<String>, ApiError> {
    let text = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    match &text {
        Some(long) if long.chars().count() > LONGEST_NAME => {
            Err(ApiError::param_format(param, "256 characters long at most"))
        }
        Some(text) if text.contains(char::is_control) => {
            Err(ApiError::param_format(param, "free of control characters"))
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

/// An address, lowercased. What is more exactly an address only its postmaster knows, but nobody's holds
/// blanks or what cannot be seen.
pub(crate) fn email_address(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    let plausible = text.len() <= LONGEST_EMAIL
        && !text.contains(|letter: char| {
            letter.is_whitespace() || letter.is_control() || is_invisible(letter)
        })
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

/// Characters that only turn, join or hide others: two addresses that look the same must be the same.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

pub(crate) fn password(text: &str) -> Result<(), ApiError> {
    let (least, most) = PASSWORD_LENGTH;
    match text.chars().count() {
        length if length < least => Err(ApiError::password_too_short(least)),
        length if length > most => Err(ApiError::password_too_long(most)),
        _ => Ok(()),
    }
}

/// A digest from elsewhere, in a form that can be compared with here.
pub(crate) fn digest(digest: &str) -> Result<(), ApiError> {
    if passwords::is_digest(digest) {
        return Ok(());
    }
    Err(ApiError::param_format(
        "password_digest",
        "an argon2id digest in PHC form or a bcrypt digest",
    ))
}

/// A phone number in E.164: a plus and 7 to 15 digits, blanks, dots, hyphens and brackets left out.
pub(crate) fn phone_number(text: &str) -> Result<String, ApiError> {
    let number: String = text
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '.' | '-' | '(' | ')'))
        .collect();
    let valid = number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && !digits.starts_with('0')
    });
    if valid {
        Ok(number)
    } else {
        Err(ApiError::param_format(
            "phone_number",
            "a valid phone number according to E.164 international standard",
        ))
    }
}

/// The address of a wallet: `0x` and 40 hexadecimal digits, lowercased.
pub(crate) fn web3_wallet(text: &str) -> Result<String, ApiError> {
    let wallet = text.trim().to_ascii_lowercase();
    let valid = wallet.strip_prefix("0x").is_some_and(|digits| {
        digits.len() == 40 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    });
    if valid {
        Ok(wallet)
    } else {
        Err(ApiError::param_format(
            "web3_wallet",
            "a valid web3 wallet address",
        ))
    }
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
            "a\0@example.com",
            "ann\u{202e}@example.com",
            "ann\u{200b}@example.com",
            "ann@exam\u{ad}ple.com",
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
    fn a_name_may_be_any_text_but_holds_no_control_characters() {
        for text in ["a\0b", "a\nb", "a\u{1b}[2J", "a\u{9b}b"] {
            assert!(
                name("first_name", Some(text.to_owned())).is_err(),
                "{text:?}"
            );
        }
        for text in [
            "</script>",
            "a\u{202e}b",
            "Z\u{308}\u{308}",
            "👩\u{200d}🚀",
            "אבג",
        ] {
            let kept = name("first_name", Some(text.to_owned())).unwrap();
            assert_eq!(kept.as_deref(), Some(text));
        }
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

    #[test]
    fn a_phone_number_is_international_and_a_wallet_is_an_address() {
        for text in [
            "",
            "+",
            "030 123456",
            "+0123456789",
            "+123456",
            "+1234567890123456",
            "+49 30 x",
        ] {
            assert!(phone_number(text).is_err(), "{text:?}");
        }
        assert_eq!(phone_number("+49 (30) 12-34.56").unwrap(), "+4930123456");
        let address = "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B";
        for text in [
            "",
            "0x",
            &address[1..],
            &address[..41],
            "0xzz5801a7D398351b8bE11C439e05C5B3259aeC9B",
        ] {
            assert!(web3_wallet(text).is_err(), "{text:?}");
        }
        assert_eq!(web3_wallet(address).unwrap(), address.to_lowercase());
    }
}
