use axum::Json;
use axum::extract::{Path, State};
use clerk::types::{ClientSession, SessionActivity, SessionStatus};

use super::{beside_client, speaker};
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::reverification;
use crate::sessions::finish;
use crate::store::sessions::{self, SessionFilter, SessionRow};
use crate::{Provider, views};

/// More devices than this nobody is shown.
const MOST_DEVICES: i64 = 100;

/// `GET /v1/me/sessions/active`: the user's live sessions on all devices, those of impersonators
/// too, as a bare array.
pub(in crate::frontend_api) async fn active(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Json<Vec<ClientSession>>, ApiError> {
    list(&provider, &caller, Some(SessionStatus::Active)).await
}

/// `GET /v1/me/sessions`: those that are over, too.
pub(in crate::frontend_api) async fn all(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Json<Vec<ClientSession>>, ApiError> {
    list(&provider, &caller, None).await
}

/// `POST /v1/me/sessions/{id}/revoke`: ends one of the user's sessions on another device.
pub(in crate::frontend_api) async fn revoke(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<ClientSession>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (speaking, found) = speaker(&provider, &mut transaction, &caller).await?;
    let session = sessions::find(&mut *transaction, &id).await?;
    let session = session.filter(|session| session.user_id == speaking.user_id);
    let mut session = session.ok_or_else(|| ApiError::session_not_found(&id))?;
    reverification::required(&speaking, &found.user, now)?;
    let revoked = SessionStatus::Revoked;
    if !finish(&provider, &mut transaction, &id, &revoked, now).await? {
        return Err(ApiError::session_action_invalid("revoke"));
    }
    session.status = revoked.to_string();
    session.updated_at = now;
    let shown = views::client_session(&mut transaction, &session, None, now).await?;
    // The caller's own client, not that of the session, which is somebody's on another device.
    let answer = beside_client(&provider, &mut transaction, &caller, shown).await?;
    transaction.commit().await?;
    Ok(answer)
}

async fn list(
    provider: &Provider,
    caller: &Caller,
    status: Option<SessionStatus>,
) -> Result<Json<Vec<ClientSession>>, ApiError> {
    let now = provider.clock.now();
    let mut db = provider.pool.acquire().await?;
    let session = caller.speaking_session(provider, &mut db).await?;
    let filter = SessionFilter {
        client_id: None,
        user_id: Some(session.user_id),
        status,
        now,
    };
    let listed = sessions::list(&mut *db, &filter, MOST_DEVICES, 0).await?;
    let shown = listed.iter().map(|session| device(session, now));
    shown.collect::<Result<_, _>>().map(Json)
}

/// A session as a device in a list. From where it is used is not recorded yet.
fn device(session: &SessionRow, now: ambient::Millis) -> Result<ClientSession, ApiError> {
    let number = session.id.trim_start_matches("sess_");
    let activity = SessionActivity {
        id: format!("sess_activity_{number}"),
        ..SessionActivity::default()
    };
    Ok(ClientSession {
        id: session.id.clone(),
        status: session.status(now),
        expire_at: session.expire_at,
        abandon_at: session.abandon_at,
        last_active_at: session.last_active_at,
        actor: session
            .actor
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?,
        latest_activity: Some(activity),
        created_at: session.created_at,
        updated_at: session.updated_at,
        ..ClientSession::default()
    })
}
