use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::params::Params;
use crate::users::{Found, NewPassword, save};
use crate::{Provider, sessions, views};

/// The hashers whose digests can be compared with here, and how their digests begin.
const HASHERS: [(&str, &str); 2] = [("argon2id", "$argon2id$"), ("bcrypt", "$2")];

/// The password in one of the forms in which Clerk takes it.
pub(super) fn read(body: &mut Params) -> Result<Option<NewPassword>, ApiError> {
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
        (None, Some(digest), Some(hasher)) => of_hasher(digest, &hasher).map(Some),
        (None, Some(_), None) => Err(ApiError::param_missing("password_hasher")),
        (None, None, Some(_)) => Err(ApiError::param_missing("password_digest")),
        (None, None, None) => Ok(None),
    }
}

fn of_hasher(digest: String, hasher: &str) -> Result<NewPassword, ApiError> {
    let known = HASHERS.iter().find(|(name, _)| *name == hasher);
    let (_, beginning) =
        known.ok_or_else(|| ApiError::param_value("password_hasher", "argon2id or bcrypt"))?;
    if digest.starts_with(beginning) {
        Ok(NewPassword::Digest(digest))
    } else {
        let expected = format!("a digest of {hasher}");
        Err(ApiError::param_format("password_digest", &expected))
    }
}

/// `POST /users/{id}/remove_password`. Sessions stay unless told otherwise.
pub(in crate::backend_api) async fn remove(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<User>, ApiError> {
    let sign_out = body.flag("sign_out_of_other_sessions")?.unwrap_or(false);
    body.finish()?;
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, &id).await?;
    if found.user.password_digest.take().is_some() {
        found.user.password_updated_at = Some(now);
        found.user.updated_at = now;
        save(&provider, &mut transaction, &found.user).await?;
    }
    if sign_out {
        sessions::revoke_of_user(&provider, &mut transaction, &id, now).await?;
    }
    let user = views::one_user(&mut transaction, found.user, now).await?;
    transaction.commit().await?;
    Ok(Json(user))
}
