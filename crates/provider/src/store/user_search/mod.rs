//! Finding users by a part of their names or addresses, at a cost that does not grow with the table.
//!
//! A needle of three characters or more has trigrams, and whoever matches has all of them. An index leads
//! from each trigram to its users, newest first. The rarest of the needle's trigrams lead: their users are
//! read in the order of the page and each is compared with the whole needle, until the page is full.
//! Shorter needles match the beginning of a name and have a trigram of their own, so every row
//! read is a result.

mod index;
mod leaders;

pub(crate) use index::{add_counts, count_pieces, insert, insert_many, remove, text_of};
pub(super) use leaders::{Leaders, REACH, beginning, leaders};

/// Stands twice before the beginning of each word of a name. No name holds it.
const MARK: char = '\u{1}';

/// Text as it is compared: lowercased, white space as single spaces, and no control characters.
pub(crate) fn normalize(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether `text` is long enough a piece of an id to look for ids that begin like it.
pub(super) fn is_piece_of_id(text: &str) -> bool {
    text.strip_prefix("user_").is_some_and(|random| {
        random.len() >= 4 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// A pattern for `LIKE … ESCAPE '\'` that finds `needle` anywhere.
pub(crate) fn anywhere(needle: &str) -> String {
    let mut pattern = String::from("%");
    for letter in needle.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn trigrams(text: &str) -> impl Iterator<Item = String> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let text = text.to_owned();
    (0..starts.len().saturating_sub(2)).map(move |nth| {
        let end = starts.get(nth + 3).copied().unwrap_or(text.len());
        text[starts[nth]..end].to_owned()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_text_has_its_trigrams_and_short_texts_have_none() {
        assert_eq!(trigrams("ab").count(), 0);
        assert_eq!(trigrams("zoë z").collect::<Vec<_>>(), ["zoë", "oë ", "ë z"]);
        let mut counts = BTreeMap::new();
        count_pieces("aaaa", &mut counts);
        assert_eq!(counts, BTreeMap::from([("aaa".to_owned(), 1)]));
    }

    #[test]
    fn wildcards_in_a_needle_are_letters() {
        assert_eq!(anywhere(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn what_no_text_may_hold_is_not_compared() {
        assert_eq!(normalize(" Zoë\u{1}\u{1}an\0\tB  c "), "zoë an b c");
    }

    #[test]
    fn only_a_piece_of_an_id_is_looked_for_as_an_id() {
        assert!(is_piece_of_id("user_2abC9"));
        for text in ["user_2ab", "user_00001@example.com", "sess_2abC9", "user_"] {
            assert!(!is_piece_of_id(text), "{text}");
        }
    }
}
