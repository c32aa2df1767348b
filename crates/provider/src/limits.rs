//! How often one may ask: Clerk's published limits, counted in windows of ten seconds.
//!
//! In memory alone: a restart forgets them, and nothing is written for a request that is counted.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU16;
use std::sync::{Mutex, PoisonError};

use ambient::{Millis, SECOND};

/// Length of a window.
const WINDOW: Millis = 10 * SECOND;

/// Above this many windows those that are over are swept out before another comes in.
const SWEEP_AT: usize = 4_096;

/// How many requests of each kind are answered in ten seconds. See [`Settings::limits`](crate::Settings::limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of the Backend API by one secret key; its public keys are not counted.
    pub backend: u32,
    /// Changes of one user, or of that user's metadata.
    pub changes_of_a_user: u32,
    /// Beginnings of a sign-in by one address.
    pub sign_ins: u32,
    /// Tries of a factor by one address.
    pub attempts: u32,
}

impl Limits {
    /// Clerk's for development instances, which a provider is.
    pub fn development() -> Self {
        Self {
            backend: 100,
            changes_of_a_user: 10,
            sign_ins: 5,
            attempts: 3,
        }
    }

    /// Clerk's for production instances.
    pub fn production() -> Self {
        Self {
            backend: 1_000,
            ..Self::development()
        }
    }
}

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Counted {
    Backend,
    ChangesOf(String),
    SignInsFrom(IpAddr),
    AttemptsFrom(IpAddr),
}

impl Counted {
    fn most(&self, limits: &Limits) -> u32 {
        match self {
            Self::Backend => limits.backend,
            Self::ChangesOf(_) => limits.changes_of_a_user,
            Self::SignInsFrom(_) => limits.sign_ins,
            Self::AttemptsFrom(_) => limits.attempts,
        }
    }
}

/// The windows that are open.
#[derive(Default)]
pub(crate) struct Counters(Mutex<HashMap<Counted, Window>>);

struct Window {
    began: Millis,
    requests: u32,
}

impl Counters {
    /// Counts a request, or says after how many seconds there is room for it.
    pub(crate) fn count(
        &self,
        limits: &Limits,
        what: Counted,
        now: Millis,
    ) -> Result<(), NonZeroU16> {
        let most = what.most(limits);
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= SWEEP_AT {
            windows.retain(|_, window| now < window.began + WINDOW);
        }
        let window = windows.entry(what).or_insert(Window {
            began: now,
            requests: 0,
        });
        if now >= window.began + WINDOW {
            *window = Window {
                began: now,
                requests: 0,
            };
        }
        if window.requests >= most {
            let wait = window.began + WINDOW - now;
            let seconds = u16::try_from((wait + SECOND - 1).div_euclid(SECOND));
            return Err(seconds
                .ok()
                .and_then(NonZeroU16::new)
                .unwrap_or(NonZeroU16::MIN));
        }
        window.requests += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asked_too_often_waits_for_the_window_to_end_and_nobody_else_does() {
        let (counters, limits) = (Counters::default(), Limits::development());
        let seconds = |seconds| NonZeroU16::new(seconds).unwrap();
        let of = |user: &str| Counted::ChangesOf(user.to_owned());
        for _ in 0..limits.changes_of_a_user {
            assert_eq!(counters.count(&limits, of("ann"), 500), Ok(()));
        }
        assert_eq!(counters.count(&limits, of("ann"), 500), Err(seconds(10)));
        assert_eq!(counters.count(&limits, of("ann"), 9_501), Err(seconds(1)));
        assert_eq!(counters.count(&limits, of("bob"), 9_501), Ok(()));
        assert_eq!(counters.count(&limits, of("ann"), 10_500), Ok(()));
    }

    #[test]
    fn windows_that_are_over_are_forgotten() {
        let (counters, limits) = (Counters::default(), Limits::development());
        for user in 0..SWEEP_AT {
            let _ = counters.count(&limits, Counted::ChangesOf(user.to_string()), 0);
        }
        assert_eq!(counters.count(&limits, Counted::Backend, WINDOW), Ok(()));
        assert_eq!(counters.0.lock().unwrap().len(), 1);
    }
}
