use axum::extract::State;
use clerk::types::User;

use super::{proven_speaker, written};
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::sessions::revoke_others;
use crate::users::{Found, lockout};
use crate::{NewPassword, Provider};

/// `POST /v1/me/change_password`. Who has a password gives it, and has proven a factor not long ago: so nobody who acts
/// as the user gets this far.
pub(in crate::frontend_api) async fn change(
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
        let (session, found) = proven_speaker(&provider, &mut db, &caller).await?;
        (session, found.user)
    };
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
