//! Sessions: reading, making and revoking them, and their tokens.

pub(super) mod create;
pub(super) mod refresh;
pub(super) mod tokens;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use clerk::types::{Session, SessionStatus};
use http::Uri;

use super::page::page;
use crate::errors::ApiError;
use crate::query::Query;
use crate::sessions::finish;
use crate::store::sessions::{self, SessionFilter};
use crate::{Provider, views};

/// `GET /sessions`: newest first, a bare array, or a page when `paginated=true`.
pub(super) async fn list(State(provider): State<Provider>, uri: Uri) -> Result<Response, ApiError> {
    let query = Query::of(&uri);
    let (limit, offset) = query.page()?;
    let now = provider.clock.now();
    let filter = SessionFilter {
        client_id: query.text("client_id").map(str::to_owned),
        user_id: query.text("user_id").map(str::to_owned),
        status: query.text("status").map(status).transpose()?,
        now,
    };
    let rows = sessions::list(&provider.pool, &filter, limit, offset).await?;
    let data = rows
        .iter()
        .map(|row| views::session(row, now))
        .collect::<Result<Vec<_>, _>>()?;
    page(&query, data, async || {
        sessions::count(&provider.pool, &filter).await
    })
    .await
}

/// `GET /sessions/{id}`
pub(super) async fn get(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<Session>, ApiError> {
    let row = sessions::find(&provider.pool, &id).await?;
    let row = row.ok_or_else(|| ApiError::session_not_found(&id))?;
    views::session(&row, provider.clock.now()).map(Json)
}

/// `POST /sessions/{id}/revoke`. A session that is over, however it ended, is 400
/// `invalid_action_for_session`: how it ended is never overwritten.
pub(super) async fn revoke(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<Session>, ApiError> {
    let now = provider.clock.now();
    let revoked = SessionStatus::Revoked;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let finished = finish(&provider, &mut transaction, &id, &revoked, now).await?;
    let row = sessions::find(&mut *transaction, &id).await?;
    let row = row.ok_or_else(|| ApiError::session_not_found(&id))?;
    transaction.commit().await?;
    if !finished {
        return Err(ApiError::session_action_invalid("revoke"));
    }
    views::session(&row, now).map(Json)
}

fn status(word: &str) -> Result<SessionStatus, ApiError> {
    match SessionStatus::from(word) {
        SessionStatus::Unknown(_) | SessionStatus::Pending => Err(ApiError::param_value(
            "status",
            "abandoned, active, ended, expired, removed, replaced or revoked",
        )),
        status => Ok(status),
    }
}
