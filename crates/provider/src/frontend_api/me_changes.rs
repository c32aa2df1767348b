//! What people change about themselves.

use axum::Extension;
use axum::extract::{Path, State};
use clerk::types::{ClientSession, SessionStatus, User};
use sqlx::SqliteConnection;

use super::answer::Answer;
use super::caller::Caller;
use super::reverification;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::layers::api_version::{ApiVersion, METADATA_APART};
use crate::params::TextChange;
use crate::sessions::{finish, revoke_others};
use crate::store::sessions;
use crate::users::{self, Found, Metadata, lockout, reindex};
use crate::{NewPassword, Provider, views};

/// `PATCH /v1/me`: names and the primary address. Another username wants a fresh proof of who one is.
pub(super) async fn update(
    State(provider): State<Provider>,
    Extension(version): Extension<ApiVersion>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<User>, ApiError> {
    let first_name = body.text_change("first_name")?;
    let last_name = body.text_change("last_name")?;
    let username = body.text_change("username")?;
    let primary = body.text("primary_email_address_id")?;
    let unsafe_ = if version < METADATA_APART {
        body.json_object("unsafe_metadata")?
    } else {
        None
    };
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let session = caller.speaking_session(&provider, &mut transaction).await?;
    let mut found = Found::load(&mut transaction, &session.user_id).await?;
    if let TextChange::To(text) = first_name {
        found.user.first_name = users::name("first_name", text)?;
    }
    if let TextChange::To(text) = last_name {
        found.user.last_name = users::name("last_name", text)?;
    }
    if let TextChange::To(text) = username {
        reverification::required(&session, provider.clock.now())?;
        found.user.username = users::username(text)?;
    }
    if let Some(id) = primary {
        reverification::required(&session, provider.clock.now())?;
        let own = |email: &&_| is_verified(email, &id);
        if found.emails.iter().find(own).is_none() {
            return Err(ApiError::param_not_found("primary_email_address_id"));
        }
        found.user.primary_email_address_id = Some(id);
    }
    let metadata = Metadata {
        unsafe_,
        ..Metadata::default()
    };
    metadata.replace_in(&mut found.user)?;
    let answer = written(&provider, &mut transaction, &caller, found).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// `PATCH /v1/me/metadata`: merges into `unsafe_metadata`, the only metadata that one writes oneself.
pub(super) async fn merge_metadata(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<User>, ApiError> {
    let metadata = Metadata {
        unsafe_: body.json_object("unsafe_metadata")?,
        ..Metadata::default()
    };
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let session = caller.speaking_session(&provider, &mut transaction).await?;
    let mut found = Found::load(&mut transaction, &session.user_id).await?;
    metadata.merge_into(&mut found.user)?;
    let answer = written(&provider, &mut transaction, &caller, found).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// `POST /v1/me/change_password`. Who has a password gives it, and has proven a factor not long ago: so nobody who acts
/// as the user gets this far.
pub(super) async fn change_password(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<User>, ApiError> {
    let current = body.text("current_password")?;
    let new = body.required_text("new_password")?;
    let sign_out = body.switch("sign_out_of_other_sessions")?.unwrap_or(false);
    body.finish()?;
    let now = provider.clock.now();
    let (session, user) = {
        let mut db = provider.pool.acquire().await?;
        let session = caller.speaking_session(&provider, &mut db).await?;
        let found = Found::load(&mut db, &session.user_id).await?;
        (session, found.user)
    };
    reverification::required(&session, now)?;
    lockout::refuse_locked(&user, now)?;
    if user.password_digest.is_some() {
        let current = current.ok_or_else(|| ApiError::param_missing("current_password"))?;
        let digest = user.password_digest.clone();
        if !provider.passwords.verify(current, digest).await? {
            lockout::failed(&provider, Some(&user), now).await?;
            return Err(ApiError::own_password_incorrect("current_password"));
        }
    }
    let digest = provider.digest(NewPassword::Plain(new)).await?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let session = caller.own_session(&mut transaction, &session.id).await?;
    if !session.is_live(now) {
        return Err(ApiError::unauthenticated());
    }
    let mut found = Found::load(&mut transaction, &session.user_id).await?;
    found.user.password_digest = Some(digest);
    found.user.password_updated_at = Some(now);
    let answer = written(&provider, &mut transaction, &caller, found).await?;
    if sign_out {
        revoke_others(&provider, &mut transaction, &session, now).await?;
    }
    transaction.commit().await?;
    Ok(answer)
}

/// `POST /v1/me/sessions/{id}/revoke`: ends one of the user's sessions on another device.
pub(super) async fn revoke_session(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<ClientSession>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let speaking = caller.speaking_session(&provider, &mut transaction).await?;
    let session = sessions::find(&mut *transaction, &id).await?;
    let session = session.filter(|session| session.user_id == speaking.user_id);
    let mut session = session.ok_or_else(|| ApiError::session_not_found(&id))?;
    reverification::required(&speaking, now)?;
    let revoked = SessionStatus::Revoked;
    if !finish(&provider, &mut transaction, &id, &revoked, now).await? {
        return Err(ApiError::session_action_invalid("revoke"));
    }
    session.status = revoked.to_string();
    session.updated_at = now;
    let shown = views::client_session(&mut transaction, &session, None, now).await?;
    // The caller's own client, not that of the session, which is somebody's on another device.
    let client = caller.client()?;
    let client = views::client(&provider, &mut transaction, client, caller.azp.as_deref()).await?;
    transaction.commit().await?;
    Ok(Answer::new(shown, Some(client)))
}

fn is_verified(email: &crate::store::email_addresses::EmailRow, id: &str) -> bool {
    email.id == id && email.verified
}

/// Writes the user, and shows them with their client.
async fn written(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    mut found: Found,
) -> Result<Answer<User>, ApiError> {
    let now = provider.clock.now();
    found.user.updated_at = now;
    reindex(provider, &mut *db, &mut found).await?;
    let user = views::one_user(&mut *db, found.user, now)
        .await?
        .for_frontend();
    let client = views::client(provider, db, caller.client()?, caller.azp.as_deref()).await?;
    Ok(Answer::new(user, Some(client)))
}
