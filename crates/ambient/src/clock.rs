use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment or a span, in milliseconds; a moment counts from the Unix epoch (UTC).
pub type Millis = i64;

/// One second, in milliseconds.
pub const SECOND: Millis = 1_000;
/// One minute, in milliseconds.
pub const MINUTE: Millis = 60 * SECOND;

/// Where the time comes from. Clones share the same hands.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// The machine's own, so much ahead of it.
    Shifted(Millis),
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// The machine's own clock, put forward by `span` (or back, by a negative one).
    pub fn shifted(span: Millis) -> Self {
        Self(Source::Shifted(span))
    }

    /// A clock that stands still at `start` until [`Clock::advance`] moves it.
    pub fn manual(start: Millis) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start))))
    }

    /// The moment now.
    pub fn now(&self) -> Millis {
        match &self.0 {
            Source::System => system_now(),
            Source::Shifted(span) => system_now().saturating_add(*span),
            Source::Manual(hands) => hands.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock forward (or back, by a negative span).
    ///
    /// # Panics
    /// The machine's clock cannot be moved; asking for it is a mistake in a test.
    pub fn advance(&self, span: Millis) {
        match &self.0 {
            Source::System | Source::Shifted(_) => panic!("only a manual clock can be moved"),
            Source::Manual(hands) => {
                hands.fetch_add(span, Ordering::SeqCst);
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system clock"
)]
fn system_now() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_still_until_moved_and_its_clones_move_with_it() {
        let clock = Clock::manual(5);
        let other = clock.clone();
        assert_eq!(clock.now(), 5);
        clock.advance(MINUTE);
        assert_eq!(other.now(), 5 + 60_000);
    }

    #[test]
    fn a_clock_that_was_put_forward_or_back_goes_on_from_there() {
        let before = Clock::system().now();
        let (ahead, behind) = (Clock::shifted(MINUTE).now(), Clock::shifted(-MINUTE).now());
        let after = Clock::system().now();
        assert!((before + MINUTE..=after + MINUTE).contains(&ahead));
        assert!((before - MINUTE..=after - MINUTE).contains(&behind));
    }
}
