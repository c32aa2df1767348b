//! What is done with the ledger beside writing it, while the console is served: each in a task of its own, so that
//! nothing that fails or hangs there keeps anybody from working.

mod append;
mod checkpoints;
mod feed;
mod line;
mod moments;
mod retention;
mod syslog;

use std::time::Duration;

use ambient::Clock;
use database::Pool;
use impersonation::Ledger;
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::moments::Moments;
use crate::config::{Audit, Feed};
use crate::data_dir::DataDir;
use crate::output;

pub use retention::before;

/// How long the last records and checkpoints may take on their way when the program stops.
const GRACE: Duration = Duration::from_secs(1);

/// Everything that goes on beside.
pub struct Duties {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Duties {
    /// Begins all that is configured. What is in the ledger by now is not fed where the feed is new.
    pub async fn begin(
        config: &Audit,
        data: &DataDir,
        pool: &Pool,
        ledger: &Ledger,
        clock: &Clock,
    ) -> anyhow::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        if let Some(feed) = &config.feed {
            if *feed == Feed::Stdout {
                output::leave_standard_output();
            }
            let follower = feed::Follower::begin(feed, data, pool, ledger).await?;
            tasks.spawn(follower.run(Moments::every(feed::EVERY, &stopped)));
        }
        let span = Duration::from_secs(config.checkpoint_seconds.into());
        for target in config.checkpoints.to_vec() {
            let sender = checkpoints::Sender::new(target, ledger, clock)?;
            tasks.spawn(sender.run(Moments::every(span, &stopped)));
        }
        if let Some(days) = config.retain_days {
            let moments = Moments::every(retention::EVERY, &stopped);
            tasks.spawn(retention::run(ledger.clone(), clock.clone(), days, moments));
        }
        Ok(Self { tasks, stop })
    }

    /// Lets the last records and checkpoints go out, and ends.
    pub async fn finish(mut self) {
        self.stop.send_replace(true);
        let over = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, over).await.is_err() {
            tracing::warn!("The last records or checkpoints did not go out in time");
        }
        self.tasks.shutdown().await;
    }
}
