//! Time and randomness, as parameters.
//!
//! Nothing in Understudy reads the clock or the operating system's generator by itself (clippy.toml
//! bans it): whoever needs one is given a [`Clock`] or a [`Random`], so every expiry is tested by
//! moving the clock, and every test can be repeated.

mod clock;
mod random;

pub use clock::{Clock, MINUTE, Millis, SECOND};
pub use random::Random;
