use axum::Json;
use axum::extract::State;
use clerk::types::{ClientSession, SessionActivity, SessionStatus, User};

use super::answer::Answer;
use super::caller::Caller;
use crate::errors::ApiError;
use crate::store::sessions::{self, SessionFilter, SessionRow};
use crate::store::users;
use crate::{Provider, views};

/// More devices than this nobody is shown.
const MOST_DEVICES: i64 = 100;

/// `GET /v1/me`: the user of the session that speaks.
pub(super) async fn get(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Answer<User>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let session = caller.speaking_session(&provider, &mut db).await?;
    let user = users::find(&mut *db, &session.user_id).await?;
    let user = user.ok_or_else(ApiError::unauthenticated)?;
    let user = views::one_user(&mut db, user, provider.clock.now())
        .await?
        .for_frontend();
    let client = views::client(&provider, &mut db, caller.client()?, caller.azp.as_deref()).await?;
    Ok(Answer::new(user, Some(client)))
}

/// `GET /v1/me/sessions/active`: the user's live sessions on all devices, those of impersonators
/// too, as a bare array.
pub(super) async fn active_sessions(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Json<Vec<ClientSession>>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let session = caller.speaking_session(&provider, &mut db).await?;
    let filter = SessionFilter {
        client_id: None,
        user_id: Some(session.user_id),
        status: Some(SessionStatus::Active),
        now: provider.clock.now(),
    };
    let live = sessions::list(&mut *db, &filter, MOST_DEVICES, 0).await?;
    live.iter().map(device).collect::<Result<_, _>>().map(Json)
}

/// A session as a device in a list. From where it is used is not recorded yet.
fn device(session: &SessionRow) -> Result<ClientSession, ApiError> {
    let number = session.id.trim_start_matches("sess_");
    let activity = SessionActivity {
        id: format!("sess_activity_{number}"),
        ..SessionActivity::default()
    };
    Ok(ClientSession {
        id: session.id.clone(),
        status: SessionStatus::Active,
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
