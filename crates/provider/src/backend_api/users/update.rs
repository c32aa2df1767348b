use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use super::create::password;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::params::{Params, TextChange};
use crate::store::sessions;
use crate::users::{self, Found, reindex};
use crate::{Provider, views};

/// `PATCH /users/{id}`: the fields that this provider keeps. What is absent stays as it is.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<User>, ApiError> {
    let password = password(&mut body)?;
    let sign_out_others = body.flag("sign_out_of_other_sessions")?.unwrap_or(false);
    let changes = Changes::read(&mut body)?;
    body.ignore(&[
        "skip_legal_checks",
        "bypass_client_trust",
        "notify_primary_email_address_changed",
    ]);
    body.finish()?;
    let digest = match password {
        Some(password) => Some(provider.digest(password).await?),
        None => None,
    };
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, &id).await?;
    changes.apply(&mut found)?;
    if let Some(digest) = digest {
        found.user.password_digest = Some(digest);
        found.user.password_updated_at = Some(now);
    }
    // Whoever calls has the secret key and no session: "other" sessions are all of them.
    if sign_out_others {
        sessions::revoke_of_user(&mut *transaction, &id, now).await?;
    }
    found.user.updated_at = now;
    reindex(&mut transaction, &mut found).await?;
    let user = views::one_user(&mut transaction, found.user).await?;
    transaction.commit().await?;
    Ok(Json(user))
}

struct Changes {
    first_name: TextChange,
    last_name: TextChange,
    username: TextChange,
    external_id: TextChange,
    locale: TextChange,
    primary_email_address_id: Option<String>,
    delete_self_enabled: Option<bool>,
    create_organization_enabled: Option<bool>,
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
            delete_self_enabled: body.flag("delete_self_enabled")?,
            create_organization_enabled: body.flag("create_organization_enabled")?,
        })
    }

    fn apply(self, found: &mut Found) -> Result<(), ApiError> {
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
            if !found.emails.iter().any(|email| email.id == id) {
                return Err(ApiError::param_not_found("primary_email_address_id"));
            }
            user.primary_email_address_id = Some(id);
        }
        user.delete_self_enabled = self.delete_self_enabled.unwrap_or(user.delete_self_enabled);
        user.create_organization_enabled = self
            .create_organization_enabled
            .unwrap_or(user.create_organization_enabled);
        Ok(())
    }
}
