//! What the program says: results on standard output, complaints on standard error.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use impersonation::text::shown;

/// Writes one line to standard output. Unlike `println!`, a reader that went away is an error that
/// ends the command quietly (see [`reader_left`]) and no panic.
pub fn line(text: impl std::fmt::Display) -> io::Result<()> {
    if STANDARD_OUTPUT_IS_TAKEN.load(Ordering::Relaxed) {
        return writeln!(io::stderr().lock(), "{text}");
    }
    writeln!(io::stdout().lock(), "{text}")
}

static STANDARD_OUTPUT_IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// From now on [`line`] writes to standard error: standard output is for machines.
pub fn leave_standard_output() {
    STANDARD_OUTPUT_IS_TAKEN.store(true, Ordering::Relaxed);
}

/// Whether the command failed only because nobody reads its output any more (`… | head`).
pub fn reader_left(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Says in one sentence on standard error why the program stops.
pub fn complain(error: &anyhow::Error) {
    note(format_args!("understudy: {}", printable(&sentence(error))));
}

/// Writes one line to standard error. There is nobody left to tell when that fails.
pub fn note(text: impl std::fmt::Display) {
    let _unwritable = writeln!(io::stderr().lock(), "{text}");
}

/// Text from elsewhere as one line that can neither forge another nor command the terminal.
pub fn printable(text: &str) -> String {
    shown(text, usize::MAX)
}

/// The error and its causes as one sentence. A cause that its parent already quotes is not repeated.
fn sentence(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        let words = words.trim().trim_end_matches('.');
        if text.contains(words) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(words);
    }
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_joined_and_what_is_already_said_is_not_repeated() {
        let inner = io::Error::other("no space left");
        let error =
            anyhow::Error::new(inner).context("The file x cannot be written: no space left.");
        assert_eq!(
            sentence(&error),
            "The file x cannot be written: no space left."
        );
        let error = anyhow::anyhow!("disk on fire").context("The file x cannot be written");
        assert_eq!(
            sentence(&error),
            "The file x cannot be written: disk on fire."
        );
    }

    #[test]
    fn what_would_command_a_terminal_is_not_printed() {
        for name in ["O'Neil \"Zoe\u{308}\" 田中", "हिन्दी", "👩\u{200d}🚀"] {
            assert_eq!(printable(name), name);
        }
        for bad in ["\u{1b}[2J", "a\0b", "\u{9b}1m", "\u{202e}abc"] {
            assert!(printable(bad).contains('\u{fffd}'), "{bad:?}");
        }
        assert_eq!(printable("a\r\nuser_1  b"), "a user_1 b");
    }

    #[test]
    fn only_a_closed_pipe_ends_a_command_quietly() {
        let closed = anyhow::Error::new(io::Error::from(io::ErrorKind::BrokenPipe));
        assert!(reader_left(&closed));
        assert!(reader_left(&closed.context("while listing")));
        assert!(!reader_left(&anyhow::Error::new(io::Error::from(
            io::ErrorKind::NotFound
        ))));
    }
}
