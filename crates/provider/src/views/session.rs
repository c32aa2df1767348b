use ambient::Millis;
use clerk::types::Session;

use crate::errors::ApiError;
use crate::store::sessions::SessionRow;

/// The session as the Backend API shows it.
pub(crate) fn session(row: &SessionRow, now: Millis) -> Result<Session, ApiError> {
    Ok(Session {
        id: row.id.clone(),
        user_id: row.user_id.clone(),
        client_id: row.client_id.clone(),
        actor: row.actor.as_deref().map(serde_json::from_str).transpose()?,
        status: row.status(now),
        last_active_at: row.last_active_at,
        expire_at: row.expire_at,
        abandon_at: row.abandon_at,
        updated_at: row.updated_at,
        created_at: row.created_at,
        ..Session::default()
    })
}
