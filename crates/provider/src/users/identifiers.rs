//! Which of a user's addresses, numbers and wallets is the primary one.

use super::Found;
use crate::errors::ApiError;
use crate::store::email_addresses::EmailRow;
use crate::store::identifications::{PHONE_NUMBER, WEB3_WALLET};

impl Found {
    /// Makes a verified address of the user the primary one.
    pub(crate) fn set_primary_email_address(&mut self, id: String) -> Result<(), ApiError> {
        let is_it = |email: &EmailRow| email.id == id && email.verified;
        if !self.emails.iter().any(is_it) {
            return Err(ApiError::param_not_found("primary_email_address_id"));
        }
        self.user.primary_email_address_id = Some(id);
        Ok(())
    }

    /// Makes a verified number of the user the primary one.
    pub(crate) fn set_primary_phone_number(&mut self, id: String) -> Result<(), ApiError> {
        if !self.has_verified(PHONE_NUMBER, &id) {
            return Err(ApiError::param_not_found("primary_phone_number_id"));
        }
        self.user.primary_phone_number_id = Some(id);
        Ok(())
    }

    /// Makes a verified wallet of the user the primary one.
    pub(crate) fn set_primary_web3_wallet(&mut self, id: String) -> Result<(), ApiError> {
        if !self.has_verified(WEB3_WALLET, &id) {
            return Err(ApiError::param_not_found("primary_web3_wallet_id"));
        }
        self.user.primary_web3_wallet_id = Some(id);
        Ok(())
    }

    /// Takes an address from the user, and gives it. In place of the primary one the oldest other that is good for
    /// signing in becomes it; the last way to be named is not taken.
    pub(crate) fn remove_email_address(&mut self, id: &str) -> Result<EmailRow, ApiError> {
        let at = self.emails.iter().position(|email| email.id == id);
        let at = at.ok_or_else(|| ApiError::email_address_not_found(id))?;
        let removed = self.emails.remove(at);
        let usable = |email: &&EmailRow| email.verified || email.reserved;
        let next = self.emails.iter().find(usable);
        if next.is_none() && self.user.username.is_none() {
            return Err(ApiError::last_identification());
        }
        if self.user.primary_email_address_id.as_deref() == Some(id) {
            self.user.primary_email_address_id = next.map(|email| email.id.clone());
        }
        Ok(removed)
    }

    fn has_verified(&self, kind: &str, id: &str) -> bool {
        let mut others = self.others.iter();
        others.any(|one| one.kind == kind && one.id == id && !one.reserved)
    }
}
