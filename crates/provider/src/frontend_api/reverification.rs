//! Proving again who one is, for what is asked of nobody whose last proof is long ago.

use ambient::{MINUTE, Millis};
use axum::extract::{Path, State};
use clerk::types::{SessionReverification, SignInFactor, Verification, VerificationStatus};
use sqlx::SqliteConnection;

use super::answer::Answer;
use super::caller::Caller;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::store::clients;
use crate::store::sessions::{self, SessionRow};
use crate::users::{Found, lockout};
use crate::{Provider, views};

/// A proof counts for this long (Clerk's "strict").
const FRESH: Millis = 10 * MINUTE;

/// Refuses what a session asks for whose person has not proven a factor lately. Who acts as somebody has none of theirs.
pub(super) fn required(session: &SessionRow, now: Millis) -> Result<(), ApiError> {
    let fresh = session
        .first_factor_at
        .is_some_and(|proven| now - proven < FRESH);
    if fresh && session.actor.is_none() {
        Ok(())
    } else {
        Err(ApiError::reverification_required())
    }
}

/// `POST /v1/client/sessions/{id}/verify`: what can be proven. Without a second factor the first stands for all.
pub(super) async fn start(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SessionReverification>, ApiError> {
    let level = body.required_text("level")?;
    body.finish()?;
    if !["first_factor", "second_factor", "multi_factor"].contains(&level.as_str()) {
        let expected = "first_factor, second_factor or multi_factor";
        return Err(ApiError::param_value("level", expected));
    }
    let mut db = provider.pool.acquire().await?;
    let session = own(&provider, &mut db, &caller, &id).await?;
    answer(&provider, &mut db, &caller, &session, None).await
}

/// `POST /v1/client/sessions/{id}/verify/attempt_first_factor`: by password.
pub(super) async fn attempt(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SessionReverification>, ApiError> {
    let strategy = body.required_text("strategy")?;
    if strategy != "password" {
        return Err(ApiError::strategy_invalid());
    }
    let password = body.required_text("password")?;
    body.finish()?;
    let now = provider.clock.now();
    let user = {
        let mut db = provider.pool.acquire().await?;
        let session = own(&provider, &mut db, &caller, &id).await?;
        Found::load(&mut db, &session.user_id).await?.user
    };
    let digest = user.password_digest.clone();
    let right = provider.passwords.verify(password, digest).await?;
    if !right {
        lockout::failed(&provider, Some(&user), now).await?;
    }
    lockout::refuse_locked(&user, now)?;
    if !right {
        return Err(ApiError::own_password_incorrect("password"));
    }
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut session = own(&provider, &mut transaction, &caller, &id).await?;
    session.first_factor_at = Some(now);
    sessions::set_first_factor(&mut *transaction, &id, now).await?;
    let verified = Verification::new("password", VerificationStatus::Verified);
    let answer = answer(
        &provider,
        &mut transaction,
        &caller,
        &session,
        Some(verified),
    )
    .await?;
    transaction.commit().await?;
    provider.forget_tokens(&id);
    Ok(answer)
}

/// A live session of the caller's own in which nobody acts for somebody else.
async fn own(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    id: &str,
) -> Result<SessionRow, ApiError> {
    let session = caller.own_session(db, id).await?;
    if !session.is_live(provider.clock.now()) {
        return Err(ApiError::unauthenticated());
    }
    if session.actor.is_some() {
        return Err(ApiError::reverification_required());
    }
    Ok(session)
}

async fn answer(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    session: &SessionRow,
    verified: Option<Verification>,
) -> Result<Answer<SessionReverification>, ApiError> {
    let shown = views::client_session(&mut *db, session, None, provider.clock.now()).await?;
    let row = clients::find(&mut *db, &session.client_id).await?;
    let row = row.ok_or_else(ApiError::signed_out)?;
    let client = views::client(provider, db, &row, caller.azp.as_deref()).await?;
    let complete = verified.is_some();
    let password = || SignInFactor {
        strategy: "password".to_owned(),
        ..SignInFactor::default()
    };
    let reverification = SessionReverification {
        level: "first_factor".to_owned(),
        status: if complete {
            "complete"
        } else {
            "needs_first_factor"
        }
        .to_owned(),
        supported_first_factors: (!complete).then(|| vec![password()]),
        supported_second_factors: None,
        first_factor_verification: verified,
        second_factor_verification: None,
        session: shown,
    };
    Ok(Answer::new(reverification, Some(client)))
}
