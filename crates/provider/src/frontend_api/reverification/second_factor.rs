use axum::extract::{Path, State};
use clerk::types::SessionReverification;

use super::{COMPLETE, NEEDS_SECOND_FACTOR};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::second_factor;
use crate::store::reverifications;
use crate::users::{Found, lockout};

/// `POST /v1/client/sessions/{id}/verify/prepare_second_factor`: for codes by telephone, of which there are none.
pub(in crate::frontend_api) async fn prepare(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SessionReverification>, ApiError> {
    body.ignore(&["strategy", "phone_number_id", "proof_token"]);
    body.finish()?;
    let mut db = provider.pool.acquire().await?;
    super::own(&provider, &mut db, &caller, &id).await?;
    Err(ApiError::strategy_invalid())
}

/// `POST /v1/client/sessions/{id}/verify/attempt_second_factor`: by a code of the app, or a backup code. A wrong one
/// counts as a wrong password does.
pub(in crate::frontend_api) async fn attempt(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SessionReverification>, ApiError> {
    let strategy = body.required_text("strategy")?;
    let code = body.required_text("code")?;
    body.finish()?;
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut session = super::own(&provider, &mut transaction, &caller, &id).await?;
    let found = Found::load(&mut transaction, &session.user_id).await?;
    let begun = reverifications::find(&mut *transaction, &id).await?;
    let waiting = begun.filter(|row| row.status == NEEDS_SECOND_FACTOR);
    let mut row = waiting.ok_or_else(ApiError::strategy_invalid)?;
    let mut offered = super::second_factors(&found.user).into_iter();
    if !offered.any(|factor| factor.strategy == strategy) {
        return Err(ApiError::strategy_invalid());
    }
    lockout::refuse_locked(&found.user, now)?;
    if row.second_tries >= second_factor::TRIES {
        return Err(ApiError::code_failed());
    }
    let user = found.user.clone();
    if let Err(error) =
        second_factor::take(&provider, &mut transaction, user, &strategy, &code).await
    {
        row.second_tries += 1;
        reverifications::put(&mut *transaction, &row).await?;
        transaction.commit().await?;
        if error.cause.is_none() {
            lockout::failed(&provider, Some(&found.user), now).await?;
        }
        return Err(error);
    }
    COMPLETE.clone_into(&mut row.status);
    row.second_strategy = Some(strategy);
    session.second_factor_at = Some(now);
    session.updated_at = now;
    let db = &mut transaction;
    let answer = super::proven(&provider, db, &caller, &session, &found, &row).await?;
    transaction.commit().await?;
    provider.forget_tokens(&id);
    Ok(answer)
}
