use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use clerk::types::ClientRecord;
use http::Uri;

use super::page::page;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::query::Query;
use crate::store::clients;
use crate::tokens::ClientClaims;
use crate::{Provider, views};

/// `GET /clients`: newest first. Clerk calls it deprecated.
pub(super) async fn list(State(provider): State<Provider>, uri: Uri) -> Result<Response, ApiError> {
    let query = Query::of(&uri);
    let (limit, offset) = query.page()?;
    let mut db = provider.pool.acquire().await?;
    let mut data = Vec::new();
    for row in clients::list(&mut *db, limit, offset).await? {
        data.push(views::client_record(&provider, &mut db, &row).await?);
    }
    page(&query, data, async || clients::count(&mut *db).await).await
}

/// `GET /clients/{id}`
pub(super) async fn get(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<ClientRecord>, ApiError> {
    show(&provider, &id).await
}

/// `POST /clients/verify`: whose client token it is.
pub(super) async fn verify(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<ClientRecord>, ApiError> {
    let token = body.required_text("token")?;
    body.finish()?;
    let claims = ClientClaims::unseal(&token, &provider.instance.mac_keys);
    let claims = claims.map_err(|_| ApiError::client_cookie_invalid())?;
    let row = clients::find(&provider.pool, &claims.id).await?;
    if row.is_some_and(|row| row.rotation != claims.rotating_token) {
        return Err(ApiError::client_cookie_invalid());
    }
    show(&provider, &claims.id).await
}

async fn show(provider: &Provider, id: &str) -> Result<Json<ClientRecord>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let row = clients::find(&mut *db, id).await?;
    let row = row.ok_or_else(ApiError::client_not_found)?;
    views::client_record(provider, &mut db, &row)
        .await
        .map(Json)
}
