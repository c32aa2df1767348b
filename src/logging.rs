//! Logs go to standard error, so that standard output holds results alone.

use std::fmt::{self, Debug};
use std::io::{self, IsTerminal as _};

use tracing::field::Field;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::format::{Writer, debug_fn};

use crate::config::{Log, LogFormat};

/// Reads a level or a list of levels such as `info,server=debug`.
pub fn filter(level: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(level)
}

/// Starts logging, once, for the whole program.
pub fn start(log: &Log) -> anyhow::Result<()> {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter(&log.level)?)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match log.format {
        LogFormat::Pretty => builder
            .fmt_fields(debug_fn(write_field).delimited(" "))
            .try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    }
    .map_err(|error| anyhow::anyhow!("The log cannot be started: {error}"))
}

/// Writes a field in one line. Words of others, such as an error of Clerk's, are written by their `Display`,
/// which escapes nothing: they must neither forge a line nor command the terminal.
fn write_field(writer: &mut Writer<'_>, field: &Field, value: &dyn Debug) -> fmt::Result {
    if field.name() != "message" {
        write!(writer, "{field}=")?;
    }
    for letter in format!("{value:?}").chars() {
        if impersonation::text::commands(letter) {
            write!(writer, "{}", letter.escape_default())?;
        } else {
            writer.write_char(letter)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            sink.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn words_of_others_can_neither_forge_a_line_nor_command_the_terminal() {
        let sink = Sink::default();
        let writer = sink.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .without_time()
            .fmt_fields(debug_fn(write_field).delimited(" "))
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let error = io::Error::other(
                "no\r\n2026-11-23T12:00:00Z  INFO forged \u{1b}[2J\u{9b}1m\u{202e}",
            );
            let span = tracing::info_span!("request", path = "/a\n\u{1b}");
            let _inside = span.enter();
            tracing::warn!(%error, typed = "b\n\u{7}", "it was {error}");
        });
        let log = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.trim_end().lines().count(), 1, "{log:?}");
        assert!(
            !log.trim_end().chars().any(impersonation::text::commands),
            "{log:?}"
        );
        for written in [
            r"it was no\r\n2026-11-23T12:00:00Z  INFO forged \u{1b}[2J\u{9b}1m\u{202e}",
            r#" typed="b\n\u{7}""#,
            r#"request{path="/a\n\u{1b}"}"#,
        ] {
            assert!(log.contains(written), "{written} in {log}");
        }
    }
}
