use ambient::Millis;
use axum::extract::{Path, State};
use axum::{Extension, Json};
use clerk::types::User;

use super::password;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::layers::api_version::{ApiVersion, METADATA_APART};
use crate::params::{Params, TextChange};
use crate::users::{self, Found, Metadata, moved, reindex};
use crate::{Provider, sessions, views};

/// What changes nothing here: no terms are shown, no notices are sent.
const NO_EFFECT: [&str; 2] = ["skip_legal_checks", "notify_primary_email_address_changed"];

/// `PATCH /users/{id}`. What is absent stays as it is.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    Extension(version): Extension<ApiVersion>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<User>, ApiError> {
    let password = password::read(&mut body)?;
    let sign_out = body.flag("sign_out_of_other_sessions")?.unwrap_or(false);
    let changes = Changes::read(&mut body)?;
    let metadata = if version < METADATA_APART {
        Metadata::read(&mut body)?
    } else {
        Metadata::default()
    };
    let factors = Factors::read(&mut body)?;
    body.ignore(&NO_EFFECT);
    body.finish()?;
    if sign_out && password.is_none() {
        return Err(ApiError::param_missing_beside(
            "password",
            "sign_out_of_other_sessions",
        ));
    }
    let digest = match password {
        Some(password) => Some(provider.digest(password).await?),
        None => None,
    };
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, &id).await?;
    if let Some(created_at) = changes.created_at {
        moved(&mut transaction, &mut found, created_at).await?;
    }
    changes.apply(&mut found)?;
    metadata.replace_in(&mut found.user)?;
    factors.apply(&provider, &mut found, now)?;
    if let Some(digest) = digest {
        found.user.password_digest = Some(digest);
        found.user.password_updated_at = Some(now);
    }
    found.user.updated_at = now;
    reindex(&provider, &mut transaction, &mut found).await?;
    // Whoever calls has the secret key and no session: "other" sessions are all of them.
    if sign_out {
        sessions::revoke_of_user(&provider, &mut transaction, &id, now).await?;
    }
    let user = views::one_user(&mut transaction, found.user, now).await?;
    transaction.commit().await?;
    Ok(Json(user))
}

/// Second factors; what is absent stays as it is, and nothing or none takes them away.
struct Factors {
    totp_secret: TextChange,
    backup_codes: Option<Vec<String>>,
}

impl Factors {
    fn read(body: &mut Params) -> Result<Self, ApiError> {
        Ok(Self {
            totp_secret: body.text_change("totp_secret")?,
            backup_codes: body.texts("backup_codes")?,
        })
    }

    fn apply(self, provider: &Provider, found: &mut Found, now: Millis) -> Result<(), ApiError> {
        if let TextChange::To(secret) = self.totp_secret {
            found.user.set_totp(secret.as_deref(), now)?;
        }
        if let Some(codes) = self.backup_codes {
            let keys = &provider.instance.mac_keys;
            found.user.set_backup_codes(&codes, keys, now)?;
        }
        Ok(())
    }
}

struct Changes {
    first_name: TextChange,
    last_name: TextChange,
    username: TextChange,
    external_id: TextChange,
    locale: TextChange,
    primary_email_address_id: Option<String>,
    primary_phone_number_id: Option<String>,
    primary_web3_wallet_id: Option<String>,
    profile_image_id: Option<String>,
    delete_self_enabled: Option<bool>,
    create_organization_enabled: Option<bool>,
    create_organizations_limit: Option<i64>,
    bypass_client_trust: Option<bool>,
    legal_accepted_at: Option<Millis>,
    created_at: Option<Millis>,
}

impl Changes {
    fn read(body: &mut Params) -> Result<Self, ApiError> {
        Ok(Self {
            first_name: body.text_change("first_name")?,
            last_name: body.text_change("last_name")?,
            username: body.text_change("username")?,
            external_id: body.text_change("external_id")?,
            locale: body.text_change("locale")?,
            primary_email_address_id: body.text("primary_email_address_id")?,
            primary_phone_number_id: body.text("primary_phone_number_id")?,
            primary_web3_wallet_id: body.text("primary_web3_wallet_id")?,
            profile_image_id: body.text("profile_image_id")?,
            delete_self_enabled: body.flag("delete_self_enabled")?,
            create_organization_enabled: body.flag("create_organization_enabled")?,
            create_organizations_limit: body.count("create_organizations_limit")?,
            bypass_client_trust: body.flag("bypass_client_trust")?,
            legal_accepted_at: body.moment("legal_accepted_at")?,
            created_at: body.moment("created_at")?,
        })
    }

    fn apply(self, found: &mut Found) -> Result<(), ApiError> {
        // There are no pictures here, so no id is that of one.
        if self.profile_image_id.is_some() {
            return Err(ApiError::param_not_found("profile_image_id"));
        }
        let user = &mut found.user;
        let texts = [
            ("first_name", self.first_name, &mut user.first_name),
            ("last_name", self.last_name, &mut user.last_name),
            ("external_id", self.external_id, &mut user.external_id),
            ("locale", self.locale, &mut user.locale),
        ];
        for (param, change, kept) in texts {
            if let TextChange::To(text) = change {
                *kept = users::name(param, text)?;
            }
        }
        if let TextChange::To(text) = self.username {
            user.username = users::username(text)?;
        }
        if let Some(id) = self.primary_email_address_id {
            found.set_primary_email_address(id)?;
        }
        if let Some(id) = self.primary_phone_number_id {
            found.set_primary_phone_number(id)?;
        }
        if let Some(id) = self.primary_web3_wallet_id {
            found.set_primary_web3_wallet(id)?;
        }
        let user = &mut found.user;
        user.delete_self_enabled = self.delete_self_enabled.unwrap_or(user.delete_self_enabled);
        user.create_organization_enabled = self
            .create_organization_enabled
            .unwrap_or(user.create_organization_enabled);
        user.create_organizations_limit = self
            .create_organizations_limit
            .or(user.create_organizations_limit);
        user.bypass_client_trust = self.bypass_client_trust.unwrap_or(user.bypass_client_trust);
        user.legal_accepted_at = self.legal_accepted_at.or(user.legal_accepted_at);
        Ok(())
    }
}
