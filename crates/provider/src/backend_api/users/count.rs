use axum::Json;
use axum::extract::State;
use clerk::types::TotalCount;
use http::Uri;

use super::filter;
use crate::Provider;
use crate::errors::ApiError;
use crate::query::Query;
use crate::store::user_list;

/// `GET /users/count`: the filters of `GET /users`.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    uri: Uri,
) -> Result<Json<TotalCount>, ApiError> {
    let filter = filter::read(&Query::of(&uri))?;
    let mut db = provider.pool.acquire().await?;
    let total = user_list::count(&mut db, &filter).await?;
    Ok(Json(TotalCount {
        total_count: u64::try_from(total).unwrap_or(0),
    }))
}
