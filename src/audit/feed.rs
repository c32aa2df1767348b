use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use database::Pool;
use impersonation::Ledger;
use impersonation::ledger::{self, Filter};

use super::append::{append, aside};
use super::line::line;
use super::moments::Moments;
use crate::config::Feed;
use crate::data_dir::{DataDir, write_private};

/// How soon a record is seen.
pub const EVERY: Duration = Duration::from_millis(500);
/// Records read at a time.
const PAGE: u32 = 500;

/// Writes each record as a line of JSON when it is in the ledger, in order, and none twice but after a crash.
pub struct Follower {
    feed: Feed,
    pool: Pool,
    instance: String,
    /// Where is noted how far it has come.
    position: PathBuf,
    /// The last record that was written.
    seq: i64,
}

impl Follower {
    /// Goes on where it was left; the first time, behind what is there.
    pub async fn begin(
        feed: &Feed,
        data: &DataDir,
        pool: &Pool,
        ledger: &Ledger,
    ) -> anyhow::Result<Self> {
        let newest = ledger::list(pool, &Filter::Everything, None, 1).await?;
        let end = newest.first().map_or(0, |entry| entry.seq);
        let position = data.feed_position();
        let left = match fs::read_to_string(&position) {
            Ok(text) => text
                .trim()
                .parse()
                .with_context(|| format!("The file {} holds no number", position.display()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => end,
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("The file {} cannot be read", position.display()));
            }
        };
        let follower = Self {
            feed: feed.clone(),
            pool: pool.clone(),
            instance: ledger.label().to_owned(),
            position,
            // An older ledger may have been put back.
            seq: end.min(left),
        };
        follower.note()?;
        Ok(follower)
    }

    /// Follows the ledger until the program stops, and writes what was recorded by then.
    pub async fn run(mut self, mut moments: Moments) {
        let mut failing = false;
        loop {
            let is_last = moments.next().await;
            match self.catch_up().await {
                Ok(()) => failing = false,
                Err(error) if failing => tracing::debug!(%error, "The feed still waits"),
                Err(error) => {
                    failing = true;
                    tracing::warn!(%error, "The feed of the ledger waits until it can be written");
                }
            }
            if is_last {
                return;
            }
        }
    }

    async fn catch_up(&mut self) -> anyhow::Result<()> {
        loop {
            let entries = ledger::following(&self.pool, self.seq, PAGE).await?;
            let Some(last) = entries.last() else {
                return Ok(());
            };
            let lines = entries.iter().map(|entry| line(&self.instance, entry));
            let lines = lines.collect::<Vec<_>>().concat();
            match self.feed.clone() {
                Feed::Stdout => aside(move || to_standard_output(&lines)).await?,
                Feed::File(path) => aside(move || append(&path, &lines)).await?,
            }
            self.seq = last.seq;
            self.note()?;
        }
    }

    fn note(&self) -> anyhow::Result<()> {
        write_private(&self.position, format!("{}\n", self.seq).as_bytes())
    }
}

fn to_standard_output(lines: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(lines.as_bytes())?;
    output.flush()
}
