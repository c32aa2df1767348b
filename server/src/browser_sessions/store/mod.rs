//! The table of browser sessions. What a row holds of Clerk's tokens is sealed.

mod error;
mod record;
mod seal;
mod sign_ins;
mod slot;
mod statements;

use ambient::{MINUTE, Millis, SECOND};
use app::backend::Flash;

pub use error::StoreError;
pub use record::Record;
pub use seal::Seal;
pub use slot::Slot;

use record::OWN;

/// How long the id before the last one is still taken: requests that were on their way arrive.
const GRACE: Millis = 10 * SECOND;
/// How long a browser that never signed in is remembered: as long as its message may wait to be read.
const ANONYMOUS: Millis = 10 * MINUTE;
/// How long a browser that never came back is remembered, at most.
const FORGOTTEN: Millis = 7 * 24 * 60 * MINUTE;

/// The table of browser sessions.
pub struct Store {
    pool: database::Pool,
    seal: Seal,
}

impl Store {
    pub fn new(pool: database::Pool, seal: Seal) -> Self {
        Self { pool, seal }
    }

    /// The browser session with this cookie.
    pub async fn find(&self, hash: &str, now: Millis) -> Result<Option<Record>, StoreError> {
        let row = sqlx::query(statements::FIND)
            .bind(hash)
            .bind(now)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| Record::open(&row, &self.seal)).transpose()
    }

    /// The browser session with this id, whatever its cookie is.
    pub async fn find_by_id(&self, id: &str) -> Result<Option<Record>, StoreError> {
        let query = sqlx::query(statements::FIND_BY_ID).bind(id);
        let row = query.fetch_optional(&self.pool).await?;
        row.map(|row| Record::open(&row, &self.seal)).transpose()
    }

    /// A new browser session, signed in or not.
    pub async fn insert(
        &self,
        id: &str,
        hash: &str,
        own: Option<&Slot>,
        flash: Option<&Flash>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let own = own
            .map(|slot| self.seal.seal_part(id, OWN, slot))
            .transpose()?;
        let flash = flash.map(serde_json::to_string).transpose()?;
        sqlx::query(statements::INSERT)
            .bind(id)
            .bind(hash)
            .bind(own)
            .bind(flash)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps a refreshed session token of one's own session.
    pub async fn set_own(&self, id: &str, slot: &Slot, now: Millis) -> Result<(), StoreError> {
        let own = self.seal.seal_part(id, OWN, slot)?;
        sqlx::query(statements::SET_OWN)
            .bind(own)
            .bind(now)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps a refreshed session token of the impersonated session, if it is still the one that is open.
    pub async fn set_impersonated(
        &self,
        id: &str,
        impersonation: &str,
        slot: &Slot,
        now: Millis,
    ) -> Result<(), StoreError> {
        let slot = self.seal.seal_part(id, impersonation, slot)?;
        sqlx::query(statements::SET_IMPERSONATED)
            .bind(slot)
            .bind(now)
            .bind(id)
            .bind(impersonation)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Puts the browser inside an impersonation.
    pub async fn open(
        &self,
        id: &str,
        impersonation: &str,
        slot: &Slot,
    ) -> Result<bool, StoreError> {
        let slot = self.seal.seal_part(id, impersonation, slot)?;
        let done = sqlx::query(statements::OPEN)
            .bind(slot)
            .bind(impersonation)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes the browser out of an impersonation, and leaves it a notice.
    pub async fn close(
        &self,
        id: &str,
        impersonation: &str,
        notice: Option<&Flash>,
    ) -> Result<(), StoreError> {
        let notice = notice.map(serde_json::to_string).transpose()?;
        sqlx::query(statements::CLOSE)
            .bind(notice)
            .bind(id)
            .bind(impersonation)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Gives the browser session a new cookie; the one before is taken a little longer.
    pub async fn rotate(&self, id: &str, hash: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query(statements::ROTATE)
            .bind(now + GRACE)
            .bind(hash)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Switches between the two sessions.
    pub async fn activate(&self, id: &str, inside: bool) -> Result<bool, StoreError> {
        let done = sqlx::query(statements::ACTIVATE)
            .bind(i64::from(inside))
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps a message for the next page.
    pub async fn set_flash(&self, id: &str, flash: &Flash) -> Result<(), StoreError> {
        sqlx::query(statements::SET_FLASH)
            .bind(serde_json::to_string(flash)?)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets the message, since a page shows it.
    pub async fn take_flash(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query(statements::TAKE_FLASH)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets the browser.
    pub async fn delete(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query(statements::DELETE)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Whether some browser has this impersonation open.
    pub async fn is_held(&self, impersonation: &str) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar::<_, i64>(statements::IS_HELD).bind(impersonation);
        Ok(query.fetch_one(&self.pool).await? > 0)
    }

    /// One's own session in a browser session; none when it is over, or cannot be read any more.
    pub async fn own_of(&self, id: &str) -> Result<Option<Slot>, StoreError> {
        let own: Option<Option<String>> = sqlx::query_scalar(statements::OWN_OF)
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        let slot = own.flatten().map(|own| self.seal.open_part(id, OWN, &own));
        Ok(slot.transpose().unwrap_or_else(|why| {
            tracing::error!(browser = id, %why, "a browser's own session cannot be read");
            None
        }))
    }

    /// Nobody is in this browser any more, whatever id it has; its session is still to be ended.
    pub async fn leave(&self, id: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query(statements::LEAVE)
            .bind(now)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Those who left, and their sessions that are still to be ended, as far as they can be read.
    pub async fn left(&self) -> Result<Vec<(String, Option<Slot>)>, StoreError> {
        let rows: Vec<(String, Option<String>)> = sqlx::query_as(statements::LEFT)
            .fetch_all(&self.pool)
            .await?;
        let open = |(id, own): (String, Option<String>)| {
            let slot = own
                .map(|own| self.seal.open_part(&id, OWN, &own))
                .transpose();
            let slot = slot.unwrap_or_else(|why| {
                tracing::error!(browser = id, %why, "the session of somebody who left cannot be read");
                None
            });
            (id, slot)
        };
        Ok(rows.into_iter().map(open).collect())
    }

    /// Forgets browsers that never came back.
    pub async fn sweep(&self, now: Millis) -> Result<u64, StoreError> {
        let done = sqlx::query(statements::SWEEP)
            .bind(now - FORGOTTEN)
            .bind(now - ANONYMOUS)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}
