//! What proves a second time who somebody is: an authenticator app, and backup codes.

mod backup_codes;
mod totp;

use ambient::Millis;
use clerk::types::SignInFactor;

use crate::Provider;
use crate::errors::ApiError;
use crate::store::email_addresses::EmailRow;
use crate::store::users::UserRow;
use crate::tokens::MacKeys;

pub(crate) use totp::{is_code as is_totp_code, new_secret};

/// How a code was proven right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeKind {
    Totp,
    BackupCode,
}

impl CodeKind {
    /// The word on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::BackupCode => "backup_code",
        }
    }
}

impl UserRow {
    pub(crate) fn totp_enabled(&self) -> bool {
        self.totp_secret.is_some()
    }

    pub(crate) fn backup_code_enabled(&self) -> bool {
        self.backup_codes.is_some()
    }

    /// Whether a sign-in of this user takes a second step. Backup codes that are all spent still want one.
    pub(crate) fn two_factor_enabled(&self) -> bool {
        self.totp_enabled() || self.backup_code_enabled()
    }

    /// Sets the secret of an authenticator app, in base32; `None` takes it away.
    pub(crate) fn set_totp(&mut self, secret: Option<&str>, now: Millis) -> Result<(), ApiError> {
        let before = self.two_factor_enabled();
        self.totp_secret = secret.map(totp::normal).transpose()?;
        self.totp_step = None;
        self.note_change(before, now);
        Ok(())
    }

    /// Sets new backup codes in place of those before; none take them away.
    pub(crate) fn set_backup_codes(
        &mut self,
        codes: &[String],
        keys: &MacKeys,
        now: Millis,
    ) -> Result<(), ApiError> {
        let before = self.two_factor_enabled();
        self.backup_codes = backup_codes::digests(&self.id, codes, keys)?;
        self.note_change(before, now);
        Ok(())
    }

    /// New backup codes in place of those before, as they are shown this once.
    pub(crate) fn new_backup_codes(
        &mut self,
        provider: &Provider,
        now: Millis,
    ) -> Result<Vec<String>, ApiError> {
        let codes = backup_codes::fresh(&provider.random);
        self.set_backup_codes(&codes, &provider.instance.mac_keys, now)?;
        Ok(codes)
    }

    /// Takes the app away.
    pub(crate) fn forget_totp(&mut self, now: Millis) {
        let before = self.two_factor_enabled();
        self.totp_secret = None;
        self.totp_step = None;
        self.note_change(before, now);
    }

    /// Takes all backup codes away.
    pub(crate) fn forget_backup_codes(&mut self, now: Millis) {
        let before = self.two_factor_enabled();
        self.backup_codes = None;
        self.note_change(before, now);
    }

    /// Takes the app and all backup codes away.
    pub(crate) fn forget_second_factors(&mut self, now: Millis) {
        self.forget_totp(now);
        self.forget_backup_codes(now);
    }

    /// Takes a code of the authenticator app, each once. What it changes is to be written.
    pub(crate) fn take_totp(&mut self, code: &str, now: Millis) -> bool {
        let Some(secret) = &self.totp_secret else {
            return false;
        };
        let step = totp::step_of(secret, code, now, self.totp_step);
        self.totp_step = step.or(self.totp_step);
        step.is_some()
    }

    /// Takes a backup code, each once. What it changes is to be written.
    pub(crate) fn take_backup_code(
        &mut self,
        code: &str,
        keys: &MacKeys,
    ) -> Result<bool, ApiError> {
        let Some(kept) = &self.backup_codes else {
            return Ok(false);
        };
        let spent = backup_codes::spend(&self.id, kept, code, keys)?;
        let right = spent.is_some();
        self.backup_codes = spent.or(self.backup_codes.take());
        Ok(right)
    }

    /// The second factors that a sign-in of this user offers; a code by e-mail beside them, unless it was the
    /// first factor already.
    pub(crate) fn offered_second_factors(
        &self,
        emails: &[EmailRow],
        first: &str,
    ) -> Vec<SignInFactor> {
        let plain = |strategy: &str| SignInFactor {
            strategy: strategy.to_owned(),
            ..SignInFactor::default()
        };
        let mut offered = Vec::new();
        if self.totp_enabled() {
            offered.push(plain("totp"));
        }
        if self.backup_code_enabled() {
            offered.push(plain("backup_code"));
        }
        let primary = emails
            .iter()
            .find(|email| Some(&email.id) == self.primary_email_address_id.as_ref());
        if let Some(email) = primary.filter(|_| first != "email_code") {
            offered.push(SignInFactor {
                safe_identifier: Some(masked(&email.email_address)),
                email_address_id: Some(email.id.clone()),
                ..plain("email_code")
            });
        }
        offered
    }

    fn note_change(&mut self, before: bool, now: Millis) {
        match (before, self.two_factor_enabled()) {
            (false, true) => self.mfa_enabled_at = Some(now),
            (true, false) => self.mfa_disabled_at = Some(now),
            _ => {}
        }
    }
}

/// An address as somebody may see it who has not proven that it is theirs: `a***@example.com`.
pub(crate) fn masked(address: &str) -> String {
    let (name, host) = address.split_once('@').unwrap_or((address, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{host}")
}
