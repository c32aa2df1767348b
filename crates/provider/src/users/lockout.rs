//! Locking an account after too many wrong passwords, as Clerk does by default: 100 tries, one hour.
//!
//! A lock stops the user's own sign-ins, whatever they prove; who acts as the user is not stopped. It ends by
//! time, and nothing needs to be written then.

use ambient::{MINUTE, Millis, SECOND};
use sqlx::SqliteExecutor;

use crate::errors::ApiError;
use crate::store::users::{self, UserRow};
use crate::{Provider, webhooks};

/// How often a password may be wrong in a row.
pub(crate) const MOST_TRIES: i64 = 100;

/// How long a lock lasts.
pub(crate) const LOCKOUT: Millis = 60 * MINUTE;

impl UserRow {
    /// How long the account is still locked, in whole seconds; `None` if it is not.
    pub(crate) fn locked_for_seconds(&self, now: Millis) -> Option<i64> {
        let left = self.locked_until? - now;
        (left > 0).then(|| (left + SECOND - 1).div_euclid(SECOND))
    }

    /// How many more tries there are before the account is locked.
    pub(crate) fn tries_left(&self, now: Millis) -> i64 {
        (MOST_TRIES - self.tries(now)).max(0)
    }

    /// What was tried before a lock that is over counts no more.
    fn tries(&self, now: Millis) -> i64 {
        match self.locked_until {
            Some(until) if until <= now => 0,
            _ => self.failed_tries,
        }
    }

    pub(crate) fn lock(&mut self, now: Millis) {
        self.locked_until = Some(now + LOCKOUT);
    }

    pub(crate) fn unlock(&mut self) {
        self.locked_until = None;
        self.failed_tries = 0;
    }
}

/// Refuses a user whose account is locked now.
pub(crate) fn refuse_locked(user: &UserRow, now: Millis) -> Result<(), ApiError> {
    match user.locked_for_seconds(now) {
        Some(seconds) => Err(ApiError::user_locked(seconds)),
        None => Ok(()),
    }
}

/// Counts a wrong password of a user, or of nobody, which costs the same. The one that locks the account is told.
pub(crate) async fn failed(
    provider: &Provider,
    user: Option<&UserRow>,
    now: Millis,
) -> Result<(), ApiError> {
    let id = user.map_or("", |user| user.id.as_str());
    let mut db = database::begin_write(&provider.pool).await?;
    users::record_wrong_password(&mut *db, id, now, MOST_TRIES, now + LOCKOUT).await?;
    let counted = users::find(&mut *db, id).await?;
    if let Some(user) = counted.filter(|user| user.failed_tries == MOST_TRIES) {
        webhooks::user_updated(provider, &mut db, &user).await?;
    }
    Ok(db.commit().await?)
}

/// Forgets the wrong passwords of a user who signed in.
pub(crate) async fn passed(db: impl SqliteExecutor<'_>, user: &UserRow) -> Result<(), ApiError> {
    if user.failed_tries > 0 || user.locked_until.is_some() {
        users::forget_wrong_passwords(db, &user.id).await?;
    }
    Ok(())
}
