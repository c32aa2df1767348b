use std::io;

use serde::Serialize;

use crate::output::{self, printable};

/// What was found, in the order in which it was looked for.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub struct Report(Vec<Finding>);

#[derive(Serialize)]
struct Finding {
    state: State,
    about: &'static str,
    /// How it is, or what to do.
    words: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    /// Worth knowing, and no reason not to work.
    Note,
    Fail,
}

impl Report {
    pub fn ok(&mut self, about: &'static str, words: impl AsRef<str>) {
        self.add(State::Ok, about, words.as_ref());
    }

    pub fn note(&mut self, about: &'static str, words: impl AsRef<str>) {
        self.add(State::Note, about, words.as_ref());
    }

    pub fn fail(&mut self, about: &'static str, words: impl AsRef<str>) {
        self.add(State::Fail, about, words.as_ref());
    }

    fn add(&mut self, state: State, about: &'static str, words: &str) {
        let words = printable(words);
        self.0.push(Finding {
            state,
            about,
            words,
        });
    }

    pub fn failures(&self) -> usize {
        let failed = self.0.iter().filter(|finding| finding.state == State::Fail);
        failed.count()
    }

    /// A line for each finding, or all of it as one JSON array.
    pub fn print(&self, json: bool) -> io::Result<()> {
        if json {
            return output::line(serde_json::to_string_pretty(self)?);
        }
        for Finding {
            state,
            about,
            words,
        } in &self.0
        {
            let state = match state {
                State::Ok => "ok",
                State::Note => "note",
                State::Fail => "FAIL",
            };
            output::line(format_args!("{state:<5} {about:<16} {words}"))?;
        }
        Ok(())
    }
}
