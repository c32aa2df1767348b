use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// When to do something: at once, every so often, and once more when the program stops.
pub struct Moments {
    interval: Interval,
    stop: watch::Receiver<bool>,
}

impl Moments {
    pub fn every(span: Duration, stop: &watch::Receiver<bool>) -> Self {
        let mut interval = interval(span);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stop = stop.clone();
        Self { interval, stop }
    }

    /// Waits for the next; true when it is the last.
    pub async fn next(&mut self) -> bool {
        tokio::select! {
            biased;
            _ = self.stop.wait_for(|stop| *stop) => true,
            _ = self.interval.tick() => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_comes_at_once_and_the_last_when_all_stops() {
        let (sender, stop) = watch::channel(false);
        let mut moments = Moments::every(Duration::from_hours(1), &stop);
        assert!(!moments.next().await);
        sender.send(true).expect("it is heard");
        assert!(moments.next().await);
        drop(sender);
        assert!(Moments::every(Duration::from_hours(1), &stop).next().await);
    }
}
