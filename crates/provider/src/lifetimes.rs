//! How long things last.

use ambient::{MINUTE, Millis, SECOND};

const HOUR: Millis = 60 * MINUTE;
pub(crate) const DAY: Millis = 24 * HOUR;

/// A person's own session ends after this, used or not.
pub(crate) const SESSION: Millis = 7 * DAY;

/// A person's own session has no limit of inactivity that could strike before its maximum.
const SESSION_IDLE: Millis = 30 * DAY;

/// An impersonated session that nobody uses ends after this.
const IMPERSONATION_IDLE: Millis = 10 * MINUTE;

/// An attempt to sign in can be continued for this long.
pub(crate) const SIGN_IN: Millis = DAY;

/// A code that was sent is good for this long.
pub(crate) const CODE: Millis = 10 * MINUTE;

/// A ticket is good for this many seconds unless its maker says otherwise.
pub(crate) const TICKET_SECONDS: i64 = 3_600;

/// A sign-in token is good for this many seconds unless its maker says otherwise: 30 days.
pub(crate) const SIGN_IN_TOKEN_SECONDS: i64 = 30 * DAY / SECOND;

/// A testing token is good for this.
pub(crate) const TESTING_TOKEN: Millis = HOUR;

/// An impersonated session lasts this many seconds unless the ticket's maker says otherwise.
pub(crate) const IMPERSONATION_SECONDS: i64 = 1_800;

/// Longest span that a caller may ask for, a year: far beyond it lies overflow.
pub(crate) const MOST_SECONDS: i64 = 365 * DAY / SECOND;

/// When a session that is used at `now` ends for not being used again.
///
/// Clerk shows this as `abandon_at`, beside `expire_at` for the maximum; how it fills the two for
/// impersonated sessions is not published, this is the reading that says most.
pub(crate) fn abandon_at(now: Millis, impersonated: bool) -> Millis {
    now + if impersonated {
        IMPERSONATION_IDLE
    } else {
        SESSION_IDLE
    }
}
