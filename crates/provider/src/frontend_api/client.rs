use axum::extract::State;
use clerk::types::{Client, SessionStatus};
use sqlx::SqliteConnection;

use super::answer::Answer;
use super::caller::Caller;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::store::clients::{self, ClientRow};
use crate::{Provider, sessions, views};

/// `GET /v1/client`: null when there is none.
pub(super) async fn get(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Answer<Option<Client>>, ApiError> {
    let Some(row) = &caller.client else {
        return Ok(Answer::about(None));
    };
    let mut db = provider.pool.acquire().await?;
    let client = views::client(&provider, &mut db, row, caller.azp.as_deref()).await?;
    Ok(Answer::about(Some(client)))
}

/// `PUT` and `POST /v1/client`: a new client, or the caller's own where there is one already, so that
/// a call too many costs nobody their sessions.
pub(super) async fn create(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(body): FormBody,
) -> Result<Answer<Option<Client>>, ApiError> {
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let row = if let Some(row) = caller.client {
        row
    } else {
        let row = fresh(&provider);
        clients::insert(&mut *transaction, &row).await?;
        row
    };
    let client = views::client(&provider, &mut transaction, &row, caller.azp.as_deref()).await?;
    transaction.commit().await?;
    Ok(Answer::about(Some(client)).with_token(&provider, &row))
}

/// `DELETE /v1/client`: ends all sessions and the client with them.
pub(super) async fn end(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Answer<Option<Client>>, ApiError> {
    let row = caller.client.ok_or_else(ApiError::client_not_found)?;
    let ended_at = Some(provider.clock.now());
    let row = ClientRow { ended_at, ..row };
    let answer = close(&provider, row, &SessionStatus::Ended).await?;
    Ok(answer.without_token())
}

/// `DELETE /v1/client/sessions`: removes all sessions and keeps the client.
pub(super) async fn remove_sessions(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Answer<Option<Client>>, ApiError> {
    let row = caller.client()?.clone();
    close(&provider, row, &SessionStatus::Removed).await
}

async fn close(
    provider: &Provider,
    row: ClientRow,
    status: &SessionStatus,
) -> Result<Answer<Option<Client>>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let row = sign_out(provider, &mut transaction, row, status).await?;
    let client = views::client(provider, &mut transaction, &row, None).await?;
    transaction.commit().await?;
    Ok(Answer::about(Some(client)))
}

/// Finishes all sessions of a client; gives the client as it is then.
pub(super) async fn sign_out(
    provider: &Provider,
    db: &mut SqliteConnection,
    mut row: ClientRow,
    status: &SessionStatus,
) -> Result<ClientRow, ApiError> {
    let now = provider.clock.now();
    sessions::finish_of_client(provider, &mut *db, &row.id, status, now).await?;
    row.sign_in_id = None;
    row.last_active_session_id = None;
    row.updated_at = now;
    clients::update(db, &row).await?;
    Ok(row)
}

/// A client that nobody has signed in on yet.
pub(super) fn fresh(provider: &Provider) -> ClientRow {
    let now = provider.clock.now();
    ClientRow {
        id: provider.random.id("client"),
        rotation: provider.random.secret(),
        sign_in_id: None,
        last_active_session_id: None,
        last_authentication_strategy: None,
        ended_at: None,
        created_at: now,
        updated_at: now,
    }
}
