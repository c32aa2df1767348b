//! What a row of a browser session holds, and how it is sealed and opened.

use app::backend::{Flash, SignInAttempt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::slot::Slot;
use super::store::{Store, StoreError, Unreadable};

/// The place of a sign-in that is under way. No impersonation is called like this.
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
    sign_in: Option<String>,
    flash: Option<String>,
}

impl Store {
    pub(super) fn record(&self, row: &SqliteRow) -> Result<Record, StoreError> {
        let id: String = row.try_get("id")?;
        let sealed = Sealed {
            own: row.try_get("own")?,
            impersonated: row.try_get("impersonated")?,
            impersonation: row.try_get("impersonation_id")?,
            sign_in: row.try_get("sign_in")?,
            flash: row.try_get("flash")?,
        };
        let inside = row.try_get::<i64, _>("inside")? == 1;
        self.unsealed(&id, sealed, inside)
            .map_err(|why| StoreError::Unreadable { id, why })
    }

    fn unsealed(&self, id: &str, sealed: Sealed, inside: bool) -> Result<Record, Unreadable> {
        let impersonated = match (sealed.impersonation, sealed.impersonated) {
            (Some(impersonation), Some(slot)) => {
                let slot = self.opened(id, &impersonation, &slot)?;
                Some((impersonation, slot))
            }
            _ => None,
        };
        let own = sealed.own.map(|own| self.opened(id, "own", &own));
        let attempt = sealed
            .sign_in
            .map(|sign_in| self.opened(id, SIGN_IN, &sign_in));
        let flash = sealed.flash.map(|json| serde_json::from_str(&json));
        Ok(Record {
            id: id.to_owned(),
            own: own.transpose()?,
            inside: inside && impersonated.is_some(),
            impersonated,
            attempt: attempt.transpose()?,
            flash: flash.transpose()?,
        })
    }

    pub(super) fn sealed(
        &self,
        id: &str,
        place: &str,
        content: &impl Serialize,
    ) -> Result<String, StoreError> {
        Ok(self
            .seal
            .seal(&format!("{id}/{place}"), &serde_json::to_vec(content)?))
    }

    pub(super) fn opened<T: DeserializeOwned>(
        &self,
        id: &str,
        place: &str,
        sealed: &str,
    ) -> Result<T, Unreadable> {
        Ok(serde_json::from_slice(
            &self.seal.open(&format!("{id}/{place}"), sealed)?,
        )?)
    }
}
