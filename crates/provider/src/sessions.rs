//! How sessions begin and end by somebody's doing. Each is told in the same transaction.

use ambient::Millis;
use clerk::types::SessionStatus;
use sqlx::SqliteConnection;

use crate::errors::ApiError;
use crate::store::sessions::{self, SessionRow};
use crate::{Provider, webhooks};

/// Writes a new session.
pub(crate) async fn begin(
    provider: &Provider,
    db: &mut SqliteConnection,
    session: &SessionRow,
) -> Result<(), ApiError> {
    sessions::insert(&mut *db, session).await?;
    webhooks::sessions(provider, db, std::slice::from_ref(session)).await
}

/// Ends a session that lives. False if it was over already.
pub(crate) async fn finish(
    provider: &Provider,
    db: &mut SqliteConnection,
    id: &str,
    status: &SessionStatus,
    now: Millis,
) -> Result<bool, ApiError> {
    let ended = sessions::finish(&mut *db, id, status, now).await?;
    webhooks::sessions(provider, db, ended.as_slice()).await?;
    Ok(ended.is_some())
}

/// Ends all live sessions of a client.
pub(crate) async fn finish_of_client(
    provider: &Provider,
    db: &mut SqliteConnection,
    client_id: &str,
    status: &SessionStatus,
    now: Millis,
) -> Result<(), ApiError> {
    let ended = sessions::finish_of_client(&mut *db, client_id, status, now).await?;
    webhooks::sessions(provider, db, &in_order(ended)).await
}

/// Revokes all live sessions of a user.
pub(crate) async fn revoke_of_user(
    provider: &Provider,
    db: &mut SqliteConnection,
    user_id: &str,
    now: Millis,
) -> Result<(), ApiError> {
    let revoked = sessions::revoke_of_user(&mut *db, user_id, None, now).await?;
    webhooks::sessions(provider, db, &in_order(revoked)).await
}

/// Revokes all live sessions of a session's user but that one.
pub(crate) async fn revoke_others(
    provider: &Provider,
    db: &mut SqliteConnection,
    session: &SessionRow,
    now: Millis,
) -> Result<(), ApiError> {
    let revoked =
        sessions::revoke_of_user(&mut *db, &session.user_id, Some(&session.id), now).await?;
    webhooks::sessions(provider, db, &in_order(revoked)).await
}

/// The oldest first: an update gives rows in no particular order.
fn in_order(mut rows: Vec<SessionRow>) -> Vec<SessionRow> {
    rows.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
    rows
}
