use crate::{Application, Applications, text};

/// The longest case reference, in characters.
const CASE_REFERENCE_MAX: usize = 100;
/// How long a reason may be, in characters.
const REASON: std::ops::RangeInclusive<usize> = 10..=500;
/// How long an impersonation may be asked for, in minutes.
const MINUTES: std::ops::RangeInclusive<u32> = 5..=60;

/// What was typed, untrusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartForm {
    /// The user to act as.
    pub subject_id: String,
    /// Why: 10 to 500 characters once trimmed.
    pub reason: String,
    /// The case it belongs to: at most 100 characters; blank is none.
    pub case_reference: Option<String>,
    /// For how long: 5 to 60 minutes.
    pub minutes: u32,
    /// The id of the application to act in; `None` is here.
    pub destination: Option<String>,
    /// A random text made when the form was rendered, anew each time. The same form sent again
    /// with the same key by the same browser session gets the same answer.
    pub idempotency_key: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// "Reason".
    Reason,
    /// "Case reference".
    CaseReference,
    /// "Duration".
    Minutes,
    /// "Where".
    Destination,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What to do about it, as a sentence.
    pub words: String,
}

/// A form whose fields are as they may be.
#[derive(Clone, Debug)]
pub(crate) struct CheckedForm {
    pub subject_id: String,
    pub reason: String,
    pub case_reference: Option<String>,
    pub minutes: u32,
    pub application: Option<Application>,
    pub idempotency_key: String,
}

impl StartForm {
    /// Everything that is wrong with what was typed, not the first thing only. Whether there is such a
    /// destination only the whole configuration knows.
    pub fn wrong(&self) -> Vec<FieldError> {
        let case_reference = self.tidy_case_reference();
        let wrong = [
            (Field::Reason, wrong_reason(&tidy(&self.reason))),
            (
                Field::CaseReference,
                case_reference.as_deref().and_then(wrong_case_reference),
            ),
            (Field::Minutes, wrong_minutes(self.minutes)),
        ];
        wrong
            .into_iter()
            .filter_map(|(field, words)| {
                Some(FieldError {
                    field,
                    words: words?.to_owned(),
                })
            })
            .collect()
    }

    /// Checks and tidies what was typed.
    pub(crate) fn check(&self, known: &Applications) -> Result<CheckedForm, Vec<FieldError>> {
        let mut wrong = self.wrong();
        let application = self.destination.as_deref().map(|id| known.find(id));
        if let Some(None) = application {
            wrong.push(FieldError {
                field: Field::Destination,
                words: "There is no such application here any more. Choose another one.".to_owned(),
            });
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(CheckedForm {
            subject_id: self.subject_id.clone(),
            reason: tidy(&self.reason),
            case_reference: self.tidy_case_reference(),
            minutes: self.minutes,
            application: application.flatten().cloned(),
            idempotency_key: self.idempotency_key.clone(),
        })
    }

    fn tidy_case_reference(&self) -> Option<String> {
        let reference = self.case_reference.as_deref().map(tidy);
        reference.filter(|reference| !reference.is_empty())
    }
}

/// A reason as it is kept: trimmed, and of 10 to 500 characters that can be seen. Else what is wrong with it.
pub(super) fn checked_reason(reason: &str) -> Result<String, &'static str> {
    let reason = tidy(reason);
    match wrong_reason(&reason) {
        Some(words) => Err(words),
        None => Ok(reason),
    }
}

/// Browsers send line ends as CR LF, which would count twice.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn wrong_reason(reason: &str) -> Option<&'static str> {
    // What nobody can see explains nothing.
    if text::seen(reason) < *REASON.start() || reason.chars().count() > *REASON.end() {
        Some("Give a reason of 10 to 500 characters.")
    } else if has_control_characters(reason) {
        Some("The reason holds characters that cannot be shown.")
    } else {
        None
    }
}

fn wrong_case_reference(reference: &str) -> Option<&'static str> {
    if reference.chars().count() > CASE_REFERENCE_MAX {
        Some("A case reference has 100 characters at most.")
    } else if has_control_characters(reference) {
        Some("The case reference holds characters that cannot be shown.")
    } else {
        None
    }
}

fn wrong_minutes(minutes: u32) -> Option<&'static str> {
    (!MINUTES.contains(&minutes)).then_some("Choose a duration of 5 to 60 minutes.")
}

fn has_control_characters(text: &str) -> bool {
    text.chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(reason: &str, case_reference: Option<&str>, minutes: u32) -> StartForm {
        StartForm {
            subject_id: "user_2".to_owned(),
            reason: reason.to_owned(),
            case_reference: case_reference.map(str::to_owned),
            minutes,
            destination: None,
            idempotency_key: "key".to_owned(),
        }
    }

    fn wrong(form: &StartForm) -> Vec<Field> {
        form.check(&Applications::default())
            .err()
            .into_iter()
            .flatten()
            .map(|error| error.field)
            .collect()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let long = "x".repeat(101);
        assert_eq!(
            wrong(&form("too short", Some(&long), 4)),
            [Field::Reason, Field::CaseReference, Field::Minutes]
        );
    }

    #[test]
    fn a_destination_is_one_that_is_configured() {
        let mut elsewhere = form("a good reason", None, 30);
        elsewhere.destination = Some("shop".to_owned());
        assert_eq!(wrong(&elsewhere), [Field::Destination]);
        elsewhere.reason = String::new();
        assert_eq!(wrong(&elsewhere), [Field::Reason, Field::Destination]);
    }

    #[test]
    fn lengths_count_characters_after_trimming_at_both_bounds() {
        for (reason, ok) in [
            ("ö".repeat(9), false),
            (format!("   {}   ", "ö".repeat(9)), false),
            ("ö".repeat(10), true),
            ("ö".repeat(500), true),
            ("ö".repeat(501), false),
            (" ".repeat(20), false),
            ("\u{200b}\u{2060}".repeat(20), false),
            (format!("ab{}", "\u{301}\u{200d}".repeat(20)), false),
            ("a \u{202e}reason that turns".to_owned(), true),
            ("a reason\0with a zero".to_owned(), false),
            ("a reason\r\nof two lines".to_owned(), true),
        ] {
            assert_eq!(wrong(&form(&reason, None, 30)).is_empty(), ok, "{reason:?}");
        }
        for (minutes, ok) in [(4, false), (5, true), (60, true), (61, false), (0, false)] {
            assert_eq!(
                wrong(&form("a good reason", None, minutes)).is_empty(),
                ok,
                "{minutes}"
            );
        }
        let longest = "ö".repeat(100);
        assert_eq!(wrong(&form("a good reason", Some(&longest), 30)), []);
        assert_eq!(
            wrong(&form("a good reason", Some("two\u{7}"), 30)),
            [Field::CaseReference]
        );
    }

    #[test]
    fn what_was_typed_is_trimmed_and_a_blank_case_reference_is_none() {
        let checked = form("  a good reason\r\n", Some("  "), 30);
        let checked = checked.check(&Applications::default()).unwrap();
        assert_eq!(checked.reason, "a good reason");
        assert_eq!(checked.case_reference, None);
    }
}
