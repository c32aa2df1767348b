//! What a row of a browser session holds.

use app::backend::{Flash, SignInAttempt};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::error::StoreError;
use super::seal::{Seal, Unreadable};
use super::slot::Slot;

/// The place of one's own session in its row. No impersonation is called like this, …
pub(super) const OWN: &str = "own";
/// … nor like the place of a sign-in that is under way.
pub(super) const SIGN_IN: &str = "sign_in";

/// One row, opened.
pub struct Record {
    pub id: String,
    pub own: Option<Slot>,
    pub impersonated: Option<(String, Slot)>,
    pub inside: bool,
    pub attempt: Option<SignInAttempt>,
    pub flash: Option<Flash>,
}

/// What a row holds, before it is opened.
struct Sealed {
    own: Option<String>,
    impersonated: Option<String>,
    impersonation: Option<String>,
    inside: bool,
    sign_in: Option<String>,
    flash: Option<String>,
}

impl Record {
    /// Reads a row.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`] when a part was sealed with another key or for another place.
    pub(super) fn open(row: &SqliteRow, seal: &Seal) -> Result<Self, StoreError> {
        let id: String = row.try_get("id")?;
        let sealed = Sealed {
            own: row.try_get("own")?,
            impersonated: row.try_get("impersonated")?,
            impersonation: row.try_get("impersonation_id")?,
            inside: row.try_get::<i64, _>("inside")? == 1,
            sign_in: row.try_get("sign_in")?,
            flash: row.try_get("flash")?,
        };
        let opened = sealed.open(&id, seal);
        opened.map_err(|why| StoreError::Unreadable { id, why })
    }
}

impl Sealed {
    fn open(self, id: &str, seal: &Seal) -> Result<Record, Unreadable> {
        let impersonated = match (self.impersonation, self.impersonated) {
            (Some(impersonation), Some(slot)) => {
                let slot = seal.open_part(id, &impersonation, &slot)?;
                Some((impersonation, slot))
            }
            _ => None,
        };
        let own = self.own.map(|own| seal.open_part(id, OWN, &own));
        let attempt = self
            .sign_in
            .map(|sign_in| seal.open_part(id, SIGN_IN, &sign_in));
        let flash = self.flash.map(|json| serde_json::from_str(&json));
        Ok(Record {
            id: id.to_owned(),
            own: own.transpose()?,
            inside: self.inside && impersonated.is_some(),
            impersonated,
            attempt: attempt.transpose()?,
            flash: flash.transpose()?,
        })
    }
}
