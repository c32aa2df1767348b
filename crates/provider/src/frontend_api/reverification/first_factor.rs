use axum::extract::{Path, State};
use clerk::types::SessionReverification;
use sqlx::SqliteConnection;

use super::{COMPLETE, NEEDS_FIRST_FACTOR, NEEDS_SECOND_FACTOR};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::codes;
use crate::store::reverifications::{self, ReverificationRow};
use crate::store::sessions::SessionRow;
use crate::users::{Found, lockout};

/// `POST /v1/client/sessions/{id}/verify/prepare_first_factor`: sends a code to the primary address.
pub(in crate::frontend_api) async fn prepare(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SessionReverification>, ApiError> {
    let strategy = body.required_text("strategy")?;
    let email_address_id = body.text("email_address_id")?;
    body.ignore(&["phone_number_id", "proof_token"]);
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let session = super::own(&provider, &mut transaction, &caller, &id).await?;
    let found = Found::load(&mut transaction, &session.user_id).await?;
    let mut row = waiting(&mut transaction, &session).await?;
    let email = super::primary(&found).filter(|_| strategy == "email_code");
    let email = email.ok_or_else(ApiError::strategy_invalid)?;
    if email_address_id.is_some_and(|asked| asked != email.id) {
        return Err(ApiError::param_not_found("email_address_id"));
    }
    let (code, letter) = codes::issue(&provider, &session.id, Some(&email.email_address));
    row.code = code;
    reverifications::put(&mut *transaction, &row).await?;
    let answer =
        super::answer(&provider, &mut transaction, &caller, &session, &found, &row).await?;
    transaction.commit().await?;
    codes::deliver(&provider, letter).await?;
    Ok(answer)
}

/// `POST /v1/client/sessions/{id}/verify/attempt_first_factor`: by password, or the code that was sent.
pub(in crate::frontend_api) async fn attempt(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SessionReverification>, ApiError> {
    let strategy = body.required_text("strategy")?;
    let typed = match strategy.as_str() {
        "password" => body.required_text("password")?,
        "email_code" => body.required_text("code")?,
        _ => return Err(ApiError::strategy_invalid()),
    };
    body.finish()?;
    let by_password = strategy == "password";
    if by_password {
        check_password(&provider, &caller, &id, typed.clone()).await?;
    }
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut session = super::own(&provider, &mut transaction, &caller, &id).await?;
    let found = Found::load(&mut transaction, &session.user_id).await?;
    let mut row = waiting(&mut transaction, &session).await?;
    if !by_password {
        lockout::refuse_locked(&found.user, now)?;
        let taken = codes::take(&provider, &session.id, &mut row.code, &typed, true);
        if let Err(error) = taken {
            // That it was wrong is kept.
            reverifications::put(&mut *transaction, &row).await?;
            transaction.commit().await?;
            return Err(error);
        }
    }
    let next = match row.level.as_str() {
        "multi_factor" => NEEDS_SECOND_FACTOR,
        _ => COMPLETE,
    };
    next.clone_into(&mut row.status);
    row.first_strategy = Some(strategy);
    session.first_factor_at = Some(now);
    session.updated_at = now;
    let db = &mut transaction;
    let answer = super::proven(&provider, db, &caller, &session, &found, &row).await?;
    transaction.commit().await?;
    provider.forget_tokens(&id);
    Ok(answer)
}

/// Refuses a password that is not the user's; it counts as one at sign-in does.
async fn check_password(
    provider: &Provider,
    caller: &Caller,
    session_id: &str,
    password: String,
) -> Result<(), ApiError> {
    let user = {
        let mut db = provider.pool.acquire().await?;
        let session = super::own(provider, &mut db, caller, session_id).await?;
        Found::load(&mut db, &session.user_id).await?.user
    };
    let now = provider.clock.now();
    let digest = user.password_digest.clone();
    let right = provider.passwords.verify(password, digest).await?;
    if !right {
        lockout::failed(provider, Some(&user), now).await?;
    }
    lockout::refuse_locked(&user, now)?;
    if right {
        Ok(())
    } else {
        Err(ApiError::own_password_incorrect("password"))
    }
}

/// The proof that waits for its first factor. Where none was begun, or the last one is complete, one of the first
/// factor begins here.
async fn waiting(
    db: &mut SqliteConnection,
    session: &SessionRow,
) -> Result<ReverificationRow, ApiError> {
    let begun = reverifications::find(db, &session.id).await?;
    match begun.filter(|row| row.status != COMPLETE) {
        None => Ok(super::fresh(session, "first_factor")),
        Some(row) if row.status == NEEDS_FIRST_FACTOR => Ok(row),
        Some(_) => Err(ApiError::strategy_invalid()),
    }
}
