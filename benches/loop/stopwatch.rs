use std::time::{Duration, Instant};

/// Measures how long something takes on the wall's clock.
#[derive(Clone)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "a benchmark measures real time, finer than a clock of milliseconds"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
