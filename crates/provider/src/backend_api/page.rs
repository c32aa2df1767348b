use axum::Json;
use axum::response::{IntoResponse as _, Response};
use clerk::types::Page;
use serde::Serialize;

use crate::errors::ApiError;
use crate::query::Query;

/// A list as it was asked for: a bare array, or a page that says how many there are when `paginated=true`. Only then
/// are they counted.
pub(super) async fn page<T: Serialize>(
    query: &Query,
    data: Vec<T>,
    count: impl AsyncFnOnce() -> sqlx::Result<i64>,
) -> Result<Response, ApiError> {
    if query.flag("paginated")? != Some(true) {
        return Ok(Json(data).into_response());
    }
    let total_count = u64::try_from(count().await?).unwrap_or(0);
    Ok(Json(Page { data, total_count }).into_response())
}
