use ambient::{Millis, Random};

use super::checks;
use super::new_user::Draft;
use crate::errors::ApiError;
use crate::store::identifications::{IdentificationRow, PHONE_NUMBER, WEB3_WALLET};

/// What only the Backend API says of a new user, beside [`NewUser`](super::NewUser).
#[derive(Default)]
pub(crate) struct Extras {
    /// For each address whether it is reserved instead of verified; empty if none is.
    pub(crate) emails_reserved: Vec<bool>,
    pub(crate) phone_numbers: Vec<String>,
    /// As [`Extras::emails_reserved`].
    pub(crate) phones_reserved: Vec<bool>,
    pub(crate) web3_wallets: Vec<String>,
    pub(crate) locked: bool,
    pub(crate) delete_self_enabled: Option<bool>,
    pub(crate) create_organization_enabled: Option<bool>,
    pub(crate) create_organizations_limit: Option<i64>,
    pub(crate) legal_accepted_at: Option<Millis>,
    pub(crate) bypass_client_trust: bool,
}

impl Extras {
    pub(super) fn apply(
        self,
        draft: &mut Draft,
        random: &Random,
        now: Millis,
    ) -> Result<(), ApiError> {
        for (email, reserved) in draft.emails.iter_mut().zip(self.emails_reserved) {
            email.reserved = reserved;
            email.verified = !reserved;
        }
        let user = &mut draft.user;
        // A millisecond apart: the moment is what they are listed by.
        let mut added_at = user.created_at;
        let mut row = |kind: &str, value: String, reserved| {
            added_at = added_at.saturating_add(1);
            IdentificationRow {
                id: random.id("idn"),
                user_id: user.id.clone(),
                kind: kind.to_owned(),
                value,
                reserved,
                created_at: added_at,
                updated_at: added_at,
            }
        };
        let mut others = Vec::new();
        let mut reserved = self.phones_reserved.into_iter();
        for number in &self.phone_numbers {
            let number = checks::phone_number(number)?;
            others.push(row(PHONE_NUMBER, number, reserved.next().unwrap_or(false)));
        }
        for wallet in &self.web3_wallets {
            others.push(row(WEB3_WALLET, checks::web3_wallet(wallet)?, false));
        }
        let first = |kind: &str| {
            let first = others.iter().find(|one| one.kind == kind);
            first.map(|one| one.id.clone())
        };
        user.primary_phone_number_id = first(PHONE_NUMBER);
        user.primary_web3_wallet_id = first(WEB3_WALLET);
        draft.others = others;
        if self.locked {
            user.lock(now);
        }
        user.delete_self_enabled = self.delete_self_enabled.unwrap_or(user.delete_self_enabled);
        user.create_organization_enabled = self
            .create_organization_enabled
            .unwrap_or(user.create_organization_enabled);
        user.create_organizations_limit = self.create_organizations_limit;
        user.legal_accepted_at = self.legal_accepted_at;
        user.bypass_client_trust = self.bypass_client_trust;
        Ok(())
    }
}
