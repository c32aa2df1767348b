//! Several browsers at once, which never rest: how many loops the machine does in a second.

use std::time::Duration;

use anyhow::Context as _;
use tokio::task::JoinSet;

use crate::browser::Browser;
use crate::journey::{self, Journey, Meter};
use crate::people::Person;
use crate::process::{Server, SignIn};
use crate::stopwatch::Stopwatch;

/// What a crowd did.
pub struct Crowd {
    pub browsers: u32,
    pub loops: u32,
    pub took: Duration,
    /// The server's CPU time.
    pub cpu: Duration,
}

impl Crowd {
    /// Loops in a second.
    pub fn per_second(&self) -> f64 {
        f64::from(self.loops) / self.took.as_secs_f64().max(f64::EPSILON)
    }

    /// The server's CPU time of one loop.
    pub fn cpu_of_loop(&self) -> Duration {
        self.cpu / self.loops.max(1)
    }
}

/// Lets so many browsers go round for so long.
pub async fn run(
    server: &Server,
    console: &str,
    who: &SignIn,
    people: &[Person],
    browsers: u32,
    time: Duration,
) -> anyhow::Result<Crowd> {
    let mut journeys = Vec::new();
    for nth in 0..browsers {
        let mut browser = Browser::new(console)?;
        journey::sign_in(&mut browser, who).await?;
        // Everybody begins with somebody else.
        let turn = people.len() * usize::try_from(nth)? / usize::try_from(browsers)?;
        journeys.push(Journey::new(browser, people.to_vec(), turn));
    }
    let (before, watch) = (server.cpu()?, Stopwatch::start());
    let mut going = JoinSet::new();
    for mut journey in journeys {
        let watch = watch.clone();
        going.spawn(async move {
            let mut loops = 0;
            while watch.elapsed() < time {
                journey.once(Meter::Wall).await?;
                loops += 1;
            }
            anyhow::Ok(loops)
        });
    }
    let mut loops = 0;
    while let Some(done) = going.join_next().await {
        loops += done.context("A browser crashed")??;
    }
    Ok(Crowd {
        browsers,
        loops,
        took: watch.elapsed(),
        cpu: server.cpu()?.since(&before),
    })
}
