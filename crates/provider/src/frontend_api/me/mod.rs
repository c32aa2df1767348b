//! What people see and change of themselves.

pub(super) mod backup_codes;
pub(super) mod changes;
pub(super) mod email_addresses;
pub(super) mod password;
pub(super) mod sessions;
pub(super) mod totp;

use axum::extract::State;
use clerk::types::User;
use sqlx::SqliteConnection;

use super::answer::Answer;
use super::caller::Caller;
use super::reverification;
use crate::errors::ApiError;
use crate::store::sessions::SessionRow;
use crate::users::{Found, reindex};
use crate::{Provider, views};

/// `GET /v1/me`: the user of the session that speaks.
pub(super) async fn get(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Answer<User>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let (_, found) = speaker(&provider, &mut db, &caller).await?;
    shown(&provider, &mut db, &caller, found).await
}

/// The session that speaks, and its user.
async fn speaker(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
) -> Result<(SessionRow, Found), ApiError> {
    let session = caller.speaking_session(provider, db).await?;
    let found = Found::load(db, &session.user_id).await?;
    Ok((session, found))
}

/// The same, of somebody who has proven lately who they are.
async fn proven_speaker(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
) -> Result<(SessionRow, Found), ApiError> {
    let (session, found) = speaker(provider, db, caller).await?;
    reverification::required(&session, &found.user, provider.clock.now())?;
    Ok((session, found))
}

/// Writes the user, and shows them with their client.
async fn written(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    mut found: Found,
) -> Result<Answer<User>, ApiError> {
    found.user.updated_at = provider.clock.now();
    reindex(provider, &mut *db, &mut found).await?;
    shown(provider, db, caller, found).await
}

async fn shown(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    found: Found,
) -> Result<Answer<User>, ApiError> {
    let now = provider.clock.now();
    let user = views::one_user(&mut *db, found.user, now).await?;
    beside_client(provider, db, caller, user.for_frontend()).await
}

/// An answer with the caller's own client beside it.
async fn beside_client<T>(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    response: T,
) -> Result<Answer<T>, ApiError> {
    let client = views::client(provider, db, caller.client()?, caller.azp.as_deref()).await?;
    Ok(Answer::new(response, Some(client)))
}
