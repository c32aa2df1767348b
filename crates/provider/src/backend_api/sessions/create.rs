use axum::Json;
use axum::extract::State;
use clerk::types::{Session, SessionStatus};

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::lifetimes::{SESSION, abandon_at};
use crate::store::clients::{self, ClientRow};
use crate::store::sessions::SessionRow;
use crate::store::users;
use crate::users::lockout;
use crate::{Provider, sessions, views};

/// `POST /sessions`: a session without a sign-in, on a client of its own, for tests. Clerk has it on development
/// instances, and this is one.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<Session>, ApiError> {
    let user_id = body.required_text("user_id")?;
    let organization = body.text("active_organization_id")?;
    body.finish()?;
    if let Some(organization) = organization {
        return Err(ApiError::organization_not_found(&organization));
    }
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let user = users::find(&mut *transaction, &user_id).await?;
    let user = user.ok_or_else(|| ApiError::user_not_found(&user_id))?;
    if user.banned {
        return Err(ApiError::user_banned());
    }
    lockout::refuse_locked(&user, now)?;
    let session_id = provider.random.id("sess");
    let client = ClientRow {
        id: provider.random.id("client"),
        rotation: provider.random.secret(),
        sign_in_id: None,
        last_active_session_id: Some(session_id.clone()),
        last_authentication_strategy: None,
        ended_at: None,
        created_at: now,
        updated_at: now,
    };
    let session = SessionRow {
        id: session_id,
        client_id: client.id.clone(),
        user_id,
        actor: None,
        status: SessionStatus::Active.to_string(),
        first_factor_at: None,
        second_factor_at: None,
        last_active_at: now,
        expire_at: now + SESSION,
        abandon_at: abandon_at(now, false),
        created_at: now,
        updated_at: now,
    };
    clients::insert(&mut *transaction, &client).await?;
    sessions::begin(&provider, &mut transaction, &session).await?;
    transaction.commit().await?;
    views::session(&session, now).map(Json)
}
