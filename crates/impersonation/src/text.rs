//! Text that somebody typed, made fit to stand in one line among other text: on a page, in a title, on a
//! terminal. Records keep it as it was typed; only what is shown goes through here.

use icu_properties::props::{
    DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, NoncharacterCodePoint,
    VariationSelector,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// As many marks as the scripts of the world put on one letter; more only paint over the lines around it.
const MOST_MARKS: usize = 4;
/// As many characters in a row that only change the one before them as the longest flag needs.
const MOST_JOINERS: usize = 8;
/// Stands for a character that commands.
const REPLACEMENT: char = '\u{fffd}';

/// The text in one line of at most `most` characters, of which none commands a terminal, turns the direction
/// of what follows, hangs on what stands before, or is there without being seen. Empty when nothing of it
/// can be seen.
#[must_use]
pub fn shown(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len().min(most));
    let mut length = 0;
    let (mut marks, mut joiners) = (usize::MAX, usize::MAX);
    let mut blank = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            (blank, marks) = (true, usize::MAX);
            joiners = if line.is_empty() { usize::MAX } else { 0 };
            continue;
        }
        if is_joiner(letter) {
            joiners = joiners.saturating_add(1);
            if joiners > MOST_JOINERS {
                continue;
            }
        } else if is_unseen(letter) {
            continue;
        } else if is_mark(letter) {
            marks = marks.saturating_add(1);
            if marks > MOST_MARKS {
                continue;
            }
        } else {
            (marks, joiners) = (0, 0);
        }
        blank &= !line.is_empty();
        if length + usize::from(blank) >= most {
            line.push('…');
            break;
        }
        if std::mem::take(&mut blank) {
            line.push(' ');
            length += 1;
        }
        line.push(if commands(letter) {
            REPLACEMENT
        } else {
            letter
        });
        length += 1;
    }
    line
}

/// How many characters of the text can be seen, with single blanks between its words.
pub(crate) fn seen(text: &str) -> usize {
    let line = shown(text, usize::MAX);
    line.chars().filter(|letter| !is_joiner(*letter)).count()
}

/// Whether a character acts on what surrounds it instead of being shown: a control character, the end of a
/// line or a paragraph, or one that turns the direction of the text after it.
#[must_use]
pub fn commands(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
        )
        || CodePointSetData::new::<NoncharacterCodePoint>().contains(letter)
}

/// Nothing is seen of it, and no script or emoji needs it.
fn is_unseen(letter: char) -> bool {
    // The blank of Braille is a symbol to Unicode.
    letter == '\u{2800}'
        || (CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter)
            && !commands(letter))
}

/// Nothing is seen of it by itself, but it changes the letters beside it: joiners, directional marks,
/// variation selectors, and the tags that make flags of regions.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{e0020}'..='\u{e007f}')
        || CodePointSetData::new::<VariationSelector>().contains(letter)
}

fn is_mark(letter: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(letter);
    GeneralCategoryGroup::Mark.contains(category)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any characters, and those that do something more often than chance would have it.
    fn typed() -> impl Strategy<Value = String> {
        let busy = [
            'a',
            ' ',
            '\n',
            '\0',
            '\u{1b}',
            '\u{301}',
            '\u{200b}',
            '\u{200d}',
            '\u{202e}',
            '\u{2069}',
            '\u{fe0f}',
            '\u{3164}',
            '\u{e0067}',
            'ש',
            '👩',
        ];
        let letter = prop_oneof![2 => proptest::sample::select(busy.to_vec()).boxed(), 1 => any::<char>().boxed()];
        proptest::collection::vec(letter, 0..60).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_shown_calmly_in_its_length_and_stays_as_it_is(text in typed(), most in 1_usize..50) {
            let line = shown(&text, most);
            prop_assert!(!line.chars().any(commands), "{line:?}");
            prop_assert_eq!(line.trim(), &line);
            prop_assert!(!line.contains("  "));
            prop_assert!(line.chars().count() <= most + 1);
            prop_assert!(line.is_empty() || !line.chars().all(|letter| is_joiner(letter) || is_unseen(letter) || is_mark(letter)));
            prop_assert_eq!(shown(&line, most), line);
        }
    }

    #[test]
    fn names_of_all_scripts_are_shown_as_they_are() {
        for name in [
            "O'Neil \"Zoë\" <x> & co. \\ {{y}} %s",
            "Zoe\u{308}",
            "हिन्दी",
            "ภาษาไทย ที่นี่",
            "נָּ֑ב שָׁלוֹם",
            "محمد \u{200f}(١)\u{200f}",
            "می\u{200c}خواهم",
            "བསྒྲུབས",
            "山田 太郎",
            "👩\u{200d}👩\u{200d}👧\u{200d}👦",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3} 🇩🇪 👍🏽",
        ] {
            assert_eq!(shown(name, 100), name);
        }
    }

    #[test]
    fn what_commands_is_replaced_and_any_blank_is_one_blank() {
        for (typed, line) in [
            ("a\0b\u{7}c", "a�b�c"),
            ("\u{1b}[2J\u{9b}1m", "�[2J�1m"),
            ("Ann \u{202e}nimdA", "Ann �nimdA"),
            ("Ann\u{2069}\u{2066}x\u{202c}", "Ann��x�"),
            ("x\u{ffff}\u{fff9}", "x��"),
            (" a \r\n\t b\u{2028}c\u{a0}\u{3000}d\u{85}", "a b c d"),
        ] {
            assert_eq!(shown(typed, 100), line, "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        for (typed, line) in [
            ("\u{feff}A\u{200b}n\u{2060}n\u{ad}", "Ann"),
            ("\u{200d}Ann", "Ann"),
            ("\u{301}Ann \u{301}\u{302}", "Ann"),
            (
                "\u{200b}\u{3164}\u{115f}\u{2800}\u{200d}\u{fe0f} \u{e0067}",
                "",
            ),
            (" \t\n", ""),
            ("", ""),
        ] {
            assert_eq!(shown(typed, 100), line, "{typed:?}");
        }
        assert_eq!(seen(&"\u{200d}\u{200b} ".repeat(20)), 0);
        assert_eq!(seen(&format!("a{}", "\u{200d}".repeat(20))), 1);
    }

    #[test]
    fn marks_pile_up_no_higher_than_letters_need() {
        let piled = format!("Z{}o", "\u{308}".repeat(50));
        assert_eq!(shown(&piled, 100), "Z\u{308}\u{308}\u{308}\u{308}o");
        assert_eq!(
            shown(&format!("Z{}", "\u{200d}".repeat(50)), 100)
                .chars()
                .count(),
            9
        );
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        assert_eq!(shown("abcdef", 6), "abcdef");
        assert_eq!(shown("abcdefg", 6), "abcdef…");
        assert_eq!(shown(&"W".repeat(10_000), 200).chars().count(), 201);
        assert_eq!(shown("abc     ", 3), "abc");
    }
}
