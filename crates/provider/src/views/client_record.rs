use clerk::types::ClientRecord;
use sqlx::SqliteConnection;

use super::session;
use crate::Provider;
use crate::errors::ApiError;
use crate::store::clients::ClientRow;
use crate::store::sessions;

/// The client with its live sessions, as the Backend API shows it.
pub(crate) async fn client_record(
    provider: &Provider,
    db: &mut SqliteConnection,
    row: &ClientRow,
) -> Result<ClientRecord, ApiError> {
    let now = provider.clock.now();
    let live = sessions::live_of_client(db, &row.id, now).await?;
    let last_active = row.last_active_session_id.clone();
    Ok(ClientRecord {
        id: row.id.clone(),
        session_ids: live.iter().map(|session| session.id.clone()).collect(),
        sessions: live
            .iter()
            .map(|row| session(row, now))
            .collect::<Result<_, _>>()?,
        sign_in_id: row.sign_in_id.clone(),
        sign_up_id: None,
        last_active_session_id: last_active
            .filter(|id| live.iter().any(|session| session.id == *id)),
        last_authentication_strategy: row.last_authentication_strategy.clone(),
        updated_at: row.updated_at,
        created_at: row.created_at,
    })
}
