use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use clerk::types::SessionStatus;
use http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use super::answer::ClientNews;
use super::sign_ins::redeem;
use super::{caller, client};
use crate::Provider;
use crate::errors::ApiError;
use crate::query::Query;

/// `GET /v1/tickets/accept?ticket=`: where an actor token's `url` leads a browser. Signs out who is
/// signed in there, and leads on to the application's sign-in page with the ticket, which that page
/// redeems.
///
/// A GET that changes something, as at Clerk: without it a single-session instance would refuse the
/// ticket. Only a ticket that can be redeemed does it, and whoever has one could do more.
pub(super) async fn accept(
    State(provider): State<Provider>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = Query::of(&uri);
    let ticket = query
        .text("ticket")
        .ok_or_else(|| ApiError::param_missing("ticket"))?;
    let mut page = provider
        .settings
        .sign_in_url
        .clone()
        .ok_or_else(ApiError::sign_in_url_missing)?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    redeem::redeemable(&provider, &mut transaction, ticket).await?;
    if let Some(browser) = caller::browser(&provider, &headers).await? {
        client::sign_out(
            &provider,
            &mut transaction,
            browser,
            &SessionStatus::Removed,
        )
        .await?;
    }
    transaction.commit().await?;
    page.query_pairs_mut().append_pair("__clerk_ticket", ticket);
    let page = HeaderValue::try_from(String::from(page)).expect("a URL fits in a header");
    let headers = [
        (LOCATION, page),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    let mut response = (StatusCode::SEE_OTHER, headers).into_response();
    response.extensions_mut().insert(ClientNews {
        changed_at: Some(0),
        ..ClientNews::default()
    });
    Ok(response)
}
