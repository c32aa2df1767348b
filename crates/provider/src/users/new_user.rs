use ambient::Millis;
use clerk::types::JsonMap;

use super::checks;
use crate::Provider;
use crate::errors::ApiError;
use crate::store::email_addresses::EmailRow;
use crate::store::identifications::IdentificationRow;
use crate::store::sent_code::SentCode;
use crate::store::users::UserRow;

/// A user to create. Addresses count as verified; the first is the primary one.
#[derive(Clone, Default)]
pub struct NewUser {
    /// At least one, unless `may_lack_email`.
    pub email_addresses: Vec<String>,
    /// Whether the user may have no address, and is known by something else.
    pub may_lack_email: bool,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// Letters, digits, `_`, `-` and `.`; unique.
    pub username: Option<String>,
    /// The user's id elsewhere; unique.
    pub external_id: Option<String>,
    /// The language tag.
    pub locale: Option<String>,
    /// Without one nobody can sign in as this user, except by a ticket.
    pub password: Option<NewPassword>,
    /// The secret of an authenticator app, in base32.
    pub totp_secret: Option<String>,
    /// Codes that prove the second factor, once each.
    pub backup_codes: Vec<String>,
    /// Readable by the user's own pages; a staff role is kept here.
    pub public_metadata: JsonMap,
    /// For the Backend API alone.
    pub private_metadata: JsonMap,
    /// Readable and writable by the user's own pages.
    pub unsafe_metadata: JsonMap,
    /// Whether the user may not sign in.
    pub banned: bool,
    /// When the user was created, if not now.
    pub created_at: Option<Millis>,
    /// When the user last signed in, for users who come from elsewhere.
    pub last_sign_in_at: Option<Millis>,
}

/// How a new user's password is given.
#[derive(Clone)]
pub enum NewPassword {
    /// As it will be typed: 8 to 72 characters.
    Plain(String),
    /// As it will be typed, whatever its length.
    Unchecked(String),
    /// Its digest, so that many users with one password need one hash: argon2id in PHC form, or bcrypt.
    Digest(String),
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NewPassword")
    }
}

/// A user who has been checked and can be written.
pub(super) struct Draft {
    pub(super) user: UserRow,
    pub(super) emails: Vec<EmailRow>,
    /// Phone numbers and wallets.
    pub(super) others: Vec<IdentificationRow>,
}

impl Draft {
    /// Sets the digest of the password.
    pub(super) fn set_digest(&mut self, digest: String, now: Millis) {
        self.user.password_digest = Some(digest);
        self.user.password_updated_at = Some(now);
    }
}

impl NewUser {
    /// Checks everything but the password, whose digest comes in by itself.
    pub(super) fn draft(
        self,
        digest: Option<String>,
        provider: &Provider,
        now: Millis,
    ) -> Result<Draft, ApiError> {
        let random = &provider.random;
        let created_at = self.created_at.unwrap_or(now);
        let id = random.id("user");
        let mut emails = Vec::with_capacity(self.email_addresses.len());
        for (nth, address) in (0..).zip(&self.email_addresses) {
            // A millisecond apart: the moment is what they are listed by.
            let added_at = created_at.saturating_add(nth);
            emails.push(EmailRow {
                id: random.id("idn"),
                user_id: id.clone(),
                email_address: checks::email_address(address)?,
                strategy: "admin".to_owned(),
                verified: true,
                reserved: false,
                code: SentCode::default(),
                created_at: added_at,
                updated_at: added_at,
            });
        }
        if emails.is_empty() && !self.may_lack_email {
            return Err(ApiError::data_missing("email_address"));
        }
        let mut user = UserRow {
            id,
            position: 0,
            created_at,
            updated_at: now,
            search_name: String::new(),
            search_username: String::new(),
            search_email: String::new(),
            search_phone: String::new(),
            search_wallet: String::new(),
            external_id: checks::name("external_id", self.external_id)?,
            username: checks::username(self.username)?,
            first_name: checks::name("first_name", self.first_name)?,
            last_name: checks::name("last_name", self.last_name)?,
            locale: checks::name("locale", self.locale)?,
            primary_email_address_id: emails.first().map(|email| email.id.clone()),
            primary_phone_number_id: None,
            primary_web3_wallet_id: None,
            password_updated_at: digest.as_ref().map(|_| now),
            password_digest: digest,
            public_metadata: serde_json::to_string(&self.public_metadata)?,
            private_metadata: serde_json::to_string(&self.private_metadata)?,
            unsafe_metadata: serde_json::to_string(&self.unsafe_metadata)?,
            banned: self.banned,
            locked_until: None,
            failed_tries: 0,
            delete_self_enabled: true,
            create_organization_enabled: false,
            create_organizations_limit: None,
            bypass_client_trust: false,
            last_sign_in_at: self.last_sign_in_at,
            last_active_at: None,
            legal_accepted_at: None,
            totp_secret: None,
            totp_step: None,
            backup_codes: None,
            mfa_enabled_at: None,
            mfa_disabled_at: None,
        };
        user.set_totp(self.totp_secret.as_deref(), now)?;
        user.set_backup_codes(&self.backup_codes, &provider.instance.mac_keys, now)?;
        Ok(Draft {
            user,
            emails,
            others: Vec::new(),
        })
    }
}
