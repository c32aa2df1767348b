use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use super::answer::ClientNews;
use super::caller;
use super::way_back::way_back;
use crate::errors::ApiError;
use crate::query::Query;
use crate::{Provider, views};

/// `GET /v1/client/touch?redirect_url=`: where `@clerk/clerk-js` leads a browser whose client cookie is about to run out.
/// It is set anew, with the same token, on the way back. Changes nothing, and does not count as activity.
pub(super) async fn handler(
    State(provider): State<Provider>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (back, origin) = way_back(&Query::of(&uri), &provider)?;
    let news = match caller::browser(&provider, &headers).await? {
        Some(row) => {
            let mut db = provider.pool.acquire().await?;
            let client = views::client(&provider, &mut db, &row, Some(&origin)).await?;
            ClientNews::of(&client).with_token(&provider, &row)
        }
        None => ClientNews::default(),
    };
    let back = HeaderValue::try_from(String::from(back)).expect("a URL fits in a header");
    let headers = [
        (LOCATION, back),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (StatusCode::TEMPORARY_REDIRECT, headers).into_response();
    response.extensions_mut().insert(news);
    Ok(response)
}
