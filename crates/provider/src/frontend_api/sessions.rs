use axum::Json;
use axum::extract::{Path, State};
use clerk::types::{ClientSession, SessionStatus, Token};
use sqlx::SqliteConnection;

use super::answer::Answer;
use super::caller::Caller;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::lifetimes::{DAY, abandon_at};
use crate::store::clients::{self, ClientRow};
use crate::store::sessions::{self, SessionRow};
use crate::store::users;
use crate::tokens::SigningKey;
use crate::{Provider, views};

/// `GET /v1/client/sessions/{id}`
pub(super) async fn get(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<ClientSession>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let session = caller.own_session(&mut db, &id).await?;
    answer(&provider, &mut db, &caller, &session, None).await
}

/// `POST /v1/client/sessions/{id}/touch`: makes the session the one in use and says with a token that
/// it is. There are no organizations to switch to.
pub(super) async fn touch(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<ClientSession>, ApiError> {
    no_organization(
        body.text("active_organization_id")?.as_deref(),
        "active_organization_id",
    )?;
    body.ignore(&["intent"]);
    body.finish()?;
    let key = provider.signing_key().await?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let session = use_session(&provider, &mut transaction, &caller, &id).await?;
    clients::set_last_active(
        &mut *transaction,
        &session.client_id,
        &id,
        session.last_active_at,
    )
    .await?;
    let answer = answer(&provider, &mut transaction, &caller, &session, Some(key)).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// `POST /v1/client/sessions/{id}/tokens`: a bare token, not an envelope.
pub(super) async fn tokens(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Json<Token>, ApiError> {
    no_organization(body.text("organization_id")?.as_deref(), "organization_id")?;
    // What Clerk's packages say about the tab and their last token changes nothing here.
    body.ignore(&["tab_state", "token", "force_origin"]);
    body.finish()?;
    let key = provider.signing_key().await?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let session = use_session(&provider, &mut transaction, &caller, &id).await?;
    transaction.commit().await?;
    token(&provider, key, &caller, &session, caller.client()?).map(Json)
}

/// `POST /v1/client/sessions/{id}/tokens/{template}`: there are no templates.
pub(super) async fn tokens_of_template(
    State(provider): State<Provider>,
    Path((id, template)): Path<(String, String)>,
    caller: Caller,
) -> Result<Json<Token>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let session = caller.own_session(&mut db, &id).await?;
    if !session.is_live(provider.clock.now()) {
        return Err(ApiError::unauthenticated());
    }
    Err(ApiError::template_not_found(&template))
}

/// `POST /v1/client/sessions/{id}/end`
pub(super) async fn end(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<ClientSession>, ApiError> {
    finish(&provider, &caller, &id, SessionStatus::Ended, "end").await
}

/// `POST /v1/client/sessions/{id}/remove`
pub(super) async fn remove(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<ClientSession>, ApiError> {
    finish(&provider, &caller, &id, SessionStatus::Removed, "remove").await
}

async fn finish(
    provider: &Provider,
    caller: &Caller,
    id: &str,
    status: SessionStatus,
    action: &str,
) -> Result<Answer<ClientSession>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut session = caller.own_session(&mut transaction, id).await?;
    if !crate::sessions::finish(provider, &mut transaction, id, &status, now).await? {
        return Err(ApiError::session_action_invalid(action));
    }
    session.status = status.to_string();
    session.updated_at = now;
    let answer = answer(provider, &mut transaction, caller, &session, None).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// Notes that one of the caller's sessions is used now; refuses one that is over.
async fn use_session(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    id: &str,
) -> Result<SessionRow, ApiError> {
    let now = provider.clock.now();
    let mut session = caller.own_session(db, id).await?;
    let abandon_at = abandon_at(now, session.actor.is_some());
    if !sessions::keep_alive(&mut *db, id, now, abandon_at).await? {
        return Err(ApiError::unauthenticated());
    }
    // An impersonator's work is not the user's activity.
    if session.actor.is_none() {
        users::record_activity(db, &session.user_id, now - now.rem_euclid(DAY)).await?;
    }
    session.last_active_at = now;
    session.abandon_at = abandon_at;
    session.updated_at = now;
    Ok(session)
}

/// The session as it is, with a token of it if there is a key to sign one.
async fn answer(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    session: &SessionRow,
    key: Option<&SigningKey>,
) -> Result<Answer<ClientSession>, ApiError> {
    let row = clients::find(&mut *db, &session.client_id).await?;
    let row = row.ok_or_else(ApiError::signed_out)?;
    let token = key
        .map(|key| token(provider, key, caller, session, &row))
        .transpose()?;
    let shown = views::client_session(&mut *db, session, token, provider.clock.now()).await?;
    let client = views::client(provider, db, &row, caller.azp.as_deref()).await?;
    Ok(Answer::new(shown, Some(client)))
}

/// A token of the session for whoever calls.
fn token(
    provider: &Provider,
    key: &SigningKey,
    caller: &Caller,
    session: &SessionRow,
    client: &ClientRow,
) -> Result<Token, ApiError> {
    let jwt = provider.session_token(key, session, caller.azp.as_deref(), client.updated_at)?;
    Ok(Token {
        jwt: jwt.to_string(),
    })
}

fn no_organization(asked: Option<&str>, param: &str) -> Result<(), ApiError> {
    match asked {
        None => Ok(()),
        Some(_) => Err(ApiError::param_not_found(param)),
    }
}
