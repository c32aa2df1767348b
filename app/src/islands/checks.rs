//! What can be said about a text while it is typed. The server says the same of what is sent, and is the one
//! that counts: nothing here keeps a form from being sent.

/// How many characters a reason may have (the same as in the rules of `impersonation`).
const REASON: std::ops::RangeInclusive<usize> = 10..=500;
/// The most characters of a case reference.
const CASE_REFERENCE: usize = 100;

/// What is missing from a reason, or too much; empty when it will do, or was not begun.
pub fn reason(text: &str) -> String {
    let count = text.trim().chars().count();
    if (1..*REASON.start()).contains(&count) {
        return amount(REASON.start() - count, "more");
    }
    too_long(count, *REASON.end()).unwrap_or_else(|| not_shown(text))
}

/// What is too much in a case reference; empty when it will do.
pub fn case_reference(text: &str) -> String {
    too_long(text.trim().chars().count(), CASE_REFERENCE).unwrap_or_else(|| not_shown(text))
}

/// Whether this is no e-mail address; empty when it may be one, or was not begun.
pub fn email(text: &str) -> String {
    let text = text.trim();
    let parts = text.rsplit_once('@');
    let shaped = parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(char::is_whitespace);
    if text.is_empty() || shaped {
        String::new()
    } else {
        "This does not look like an email address.".to_owned()
    }
}

fn too_long(count: usize, most: usize) -> Option<String> {
    (count > most).then(|| amount(count - most, "too many"))
}

fn amount(count: usize, what: &str) -> String {
    match (count, what) {
        (1, "more") => "1 more character".to_owned(),
        (_, "more") => format!("{count} more characters"),
        (1, _) => "1 character too many".to_owned(),
        _ => format!("{count} characters too many"),
    }
}

/// Names the first character that cannot be shown.
fn not_shown(text: &str) -> String {
    let hidden = text
        .trim()
        .chars()
        .find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'));
    hidden.map_or_else(String::new, |letter| {
        format!(
            "There is a character that cannot be shown: U+{:04X}",
            u32::from(letter)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_how_many_characters_it_is_from_one_that_will_do() {
        assert_eq!(reason(""), "");
        assert_eq!(reason("  \n "), "");
        assert_eq!(reason("Four"), "6 more characters");
        assert_eq!(reason(" Nine char "), "1 more character");
        assert_eq!(reason("Ten chars."), "");
        assert_eq!(reason(&"ö".repeat(500)), "");
        assert_eq!(reason(&"ö".repeat(501)), "1 character too many");
        assert_eq!(case_reference(&"C".repeat(103)), "3 characters too many");
    }

    #[test]
    fn a_character_that_is_refused_is_named() {
        let words = "There is a character that cannot be shown: U+0007";
        assert_eq!(reason("Rings the \u{7} bell"), words);
        assert_eq!(case_reference("CASE\u{7}"), words);
        assert_eq!(reason("Two lines\n\tand a tab"), "");
    }

    #[test]
    fn an_address_is_doubted_only_when_it_can_be_none() {
        for good in [
            "",
            "  ",
            "ada@example.com",
            " ada@localhost ",
            "\"a@b\"@example.com",
        ] {
            assert_eq!(email(good), "", "{good:?}");
        }
        for bad in ["ada", "ada@", "@example.com", "ada lovelace@example.com"] {
            assert_ne!(email(bad), "", "{bad:?}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn what_is_said_while_typing_is_what_the_server_says() {
        let texts = [
            "Nine char",
            "Ten chars.",
            "  Ten chars. ",
            "Rings \u{7} the bell",
            "Line one\n\tand two",
        ];
        let texts = texts.map(str::to_owned);
        let lengths = [99, 100, 101, 499, 500, 501].map(|length| "ö".repeat(length));
        for text in texts.into_iter().chain(lengths) {
            let form = impersonation::StartForm {
                subject_id: "user_1".to_owned(),
                reason: text.clone(),
                case_reference: Some(text.clone()),
                minutes: 15,
                destination: None,
                idempotency_key: "key".to_owned(),
            };
            let wrong = form.wrong();
            let refused = |field| wrong.iter().any(|error| error.field == field);
            assert_eq!(
                refused(impersonation::Field::Reason),
                !reason(&text).is_empty(),
                "{text:?}"
            );
            assert_eq!(
                refused(impersonation::Field::CaseReference),
                !case_reference(&text).is_empty(),
                "{text:?}"
            );
        }
    }
}
