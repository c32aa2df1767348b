//! How letters leave: through a port, so that a machine without a mail server can do with a file.

use std::fmt;
use std::io::{self, Write as _};
use std::path::PathBuf;

use ambient::Millis;
use serde::Serialize;

/// A letter to a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The code in it, by itself.
    pub code: String,
    /// When it was written.
    pub at: Millis,
}

/// Delivers letters. Called off the async threads, so it may block.
pub trait Mail: fmt::Debug + Send + Sync {
    /// Delivers one.
    fn deliver(&self, letter: &Letter) -> io::Result<()>;
}

/// Where nobody said how letters leave, none does; the log says so.
#[derive(Clone, Copy, Debug)]
pub struct NoMail;

impl Mail for NoMail {
    fn deliver(&self, _: &Letter) -> io::Result<()> {
        tracing::warn!("a letter was not delivered, since nothing delivers letters here");
        Ok(())
    }
}

/// Appends letters to a file that its owner alone can read, a JSON object a line: for development.
#[derive(Clone, Debug)]
pub struct MailFile(PathBuf);

impl MailFile {
    /// The file is made with the first letter.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }
}

impl Mail for MailFile {
    fn deliver(&self, letter: &Letter) -> io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut line = serde_json::to_vec(letter)?;
        line.push(b'\n');
        // One write, so that letters of two moments never mix.
        options.open(&self.0)?.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_appended_to_a_private_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mail.jsonl");
        let mail = MailFile::new(path.clone());
        let letter = Letter {
            to: "ann@example.com".to_owned(),
            subject: "123456 is your code".to_owned(),
            text: "two\nlines".to_owned(),
            code: "123456".to_owned(),
            at: 1,
        };
        mail.deliver(&letter).unwrap();
        mail.deliver(&letter).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        let read: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(read["to"], "ann@example.com");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
