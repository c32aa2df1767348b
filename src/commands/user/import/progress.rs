use std::io;
use std::time::Duration;

use ambient::{Clock, Millis};

use crate::output;

/// Counts, and says on standard error how far it has come.
pub struct Progress {
    clock: Clock,
    begun: Millis,
    created: usize,
    known: usize,
    refused: usize,
}

impl Default for Progress {
    fn default() -> Self {
        let clock = Clock::system();
        Self {
            begun: clock.now(),
            clock,
            created: 0,
            known: 0,
            refused: 0,
        }
    }
}

impl Progress {
    /// So many more are there now.
    pub fn create(&mut self, created: usize) {
        self.created += created;
        output::note(format_args!(
            "{} created, {} a second",
            self.created,
            self.rate()
        ));
    }

    /// Somebody was there already.
    pub fn pass_over(&mut self) {
        self.known += 1;
    }

    /// A line cannot be taken.
    pub fn refuse(&mut self, line: u64, reason: &str) {
        self.refused += 1;
        let reason = reason.trim_end_matches('.');
        output::note(format_args!("line {line}: {}", output::printable(reason)));
    }

    /// How many lines were not taken.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// The result, on standard output.
    pub fn summary(&self) -> io::Result<()> {
        output::line(format_args!("Created   {}", self.created))?;
        output::line(format_args!("Known     {}", self.known))?;
        output::line(format_args!("Refused   {}", self.refused))
    }

    fn rate(&self) -> u64 {
        let millis = u64::try_from(self.clock.now() - self.begun).unwrap_or(0);
        let created = u64::try_from(self.created).unwrap_or(u64::MAX);
        let second = u64::try_from(Duration::from_secs(1).as_millis()).unwrap_or(1_000);
        created * second / millis.max(1)
    }
}
