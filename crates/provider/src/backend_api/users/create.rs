use axum::Json;
use axum::extract::State;
use clerk::types::User;

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::params::Params;
use crate::users::{NewPassword, NewUser, insert};
use crate::{Provider, views};

/// Switches of Clerk's that change nothing here: there is no list of breached passwords, no consent
/// to terms, no trust of devices, no e-mail to be sent.
const NO_EFFECT: [&str; 2] = ["skip_legal_checks", "bypass_client_trust"];

/// Most addresses of one user.
const MOST_EMAILS: usize = 10;

/// `POST /users`. This instance wants an e-mail address and a password of everybody.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<User>, ApiError> {
    let password = password(&mut body)?;
    let may_lack_password = body.flag("skip_password_requirement")?.unwrap_or(false);
    let new = new_user(&mut body)?;
    body.ignore(&NO_EFFECT);
    body.finish()?;
    let digest = match password {
        Some(password) => Some(provider.digest(password).await?),
        None if may_lack_password => None,
        None => return Err(ApiError::data_missing("password")),
    };
    let mut transaction = database::begin_write(&provider.pool).await?;
    let user = insert(&provider, &mut transaction, new, digest).await?;
    let user = views::one_user(&mut transaction, user).await?;
    transaction.commit().await?;
    Ok(Json(user))
}

/// The password in one of the forms in which Clerk takes it.
pub(super) fn password(body: &mut Params) -> Result<Option<NewPassword>, ApiError> {
    let plain = body.text("password")?;
    let digest = body.text("password_digest")?;
    let hasher = body.text("password_hasher")?;
    let unchecked = body.flag("skip_password_checks")?.unwrap_or(false);
    match (plain, digest, hasher) {
        (Some(_), Some(_), _) => Err(ApiError::param_value(
            "password_digest",
            "given without a password",
        )),
        (Some(password), None, _) if unchecked => Ok(Some(NewPassword::Unchecked(password))),
        (Some(password), None, _) => Ok(Some(NewPassword::Plain(password))),
        (None, Some(digest), Some(hasher)) if hasher == "argon2id" => {
            Ok(Some(NewPassword::Digest(digest)))
        }
        (None, Some(_), _) => Err(ApiError::param_value("password_hasher", "argon2id")),
        (None, None, Some(_)) => Err(ApiError::param_missing("password_digest")),
        (None, None, None) => Ok(None),
    }
}

fn new_user(body: &mut Params) -> Result<NewUser, ApiError> {
    let email_addresses = body.texts("email_address")?.unwrap_or_default();
    if email_addresses.len() > MOST_EMAILS {
        return Err(ApiError::param_too_many("email_address", MOST_EMAILS));
    }
    Ok(NewUser {
        email_addresses,
        first_name: body.text("first_name")?,
        last_name: body.text("last_name")?,
        username: body.text("username")?,
        external_id: body.text("external_id")?,
        locale: body.text("locale")?,
        password: None,
        public_metadata: body.object("public_metadata")?.unwrap_or_default(),
        private_metadata: body.object("private_metadata")?.unwrap_or_default(),
        unsafe_metadata: body.object("unsafe_metadata")?.unwrap_or_default(),
        banned: body.flag("banned")?.unwrap_or(false),
        created_at: None,
        last_sign_in_at: None,
    })
}
