use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use serde::Serialize;

use super::answer::changed_at;
use super::way_back::way_back;
use super::{caller, cookies};
use crate::errors::ApiError;
use crate::query::Query;
use crate::store::clients::ClientRow;
use crate::store::sessions;
use crate::tokens::SigningKey;
use crate::{Provider, views};

/// What a backend is told to set in the browser: `Set-Cookie` lines.
#[derive(Serialize)]
struct Handshake {
    handshake: Vec<String>,
}

/// `GET /v1/client/handshake?redirect_url=`: a backend that cannot tell from its cookies who comes (the
/// session token has expired, say) sends the browser here, and it comes back with a signed word on
/// that, in a cookie as on a production instance. It changes nothing, and does not count as activity.
pub(super) async fn handler(
    State(provider): State<Provider>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (back, origin) = way_back(&Query::of(&uri), &provider)?;
    let signing_key = provider.signing_key().await?;
    let (token, changed_at) = match caller::browser(&provider, &headers).await? {
        Some(client) => session_token(&provider, signing_key, &client, &origin).await?,
        None => (None, 0),
    };
    let key = provider.publishable_key();
    let handshake = cookies::handshake(token.as_deref(), changed_at, key);
    let signed = signing_key.sign(&Handshake { handshake });
    let fits = |text: String| HeaderValue::try_from(text).expect("URLs and tokens fit in a header");
    let headers = [
        (LOCATION, fits(back.into())),
        (SET_COOKIE, fits(cookies::handshake_token(&signed))),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::TEMPORARY_REDIRECT, headers).into_response())
}

/// A token of the session that is in use on that client, if there is one, and when the client changed.
async fn session_token(
    provider: &Provider,
    key: &SigningKey,
    row: &ClientRow,
    origin: &str,
) -> Result<(Option<String>, i64), ApiError> {
    let mut db = provider.pool.acquire().await?;
    let client = views::client(provider, &mut db, row, Some(origin)).await?;
    let session = match &client.last_active_session_id {
        Some(id) => sessions::find(&mut *db, id).await?,
        None => None,
    };
    let token = session
        .map(|session| provider.session_token(key, &session, Some(origin), row.updated_at))
        .transpose()?;
    Ok((token.map(|jwt| jwt.to_string()), changed_at(&client)))
}
