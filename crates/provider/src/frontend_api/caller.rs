use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::{AUTHORIZATION, ORIGIN};
use http::request::Parts;
use sqlx::SqliteConnection;

use super::cookies;
use crate::Provider;
use crate::errors::ApiError;
use crate::layers::origin::is_known;
use crate::query::Query;
use crate::store::clients::{self, ClientRow};
use crate::store::sessions::{self, SessionRow};
use crate::tokens::ClientClaims;

/// Who calls the Frontend API: the client its token stands for, if it has one that still exists. A
/// native application sends the token in a header, a browser in a cookie.
pub(super) struct Caller {
    pub(super) client: Option<ClientRow>,
    /// The session that the call names (`_clerk_session_id`).
    session_id: Option<String>,
    /// The origin that tokens are made for; a native application has none.
    pub(super) azp: Option<String>,
}

impl FromRequestParts<Provider> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, provider: &Provider) -> Result<Self, ApiError> {
        let query = Query::of(&parts.uri);
        let (client, azp) = if is_native(&query) {
            let client = match native_token(&parts.headers)? {
                Some(token) => by_token(provider, token).await?,
                None => None,
            };
            (client, None)
        } else {
            let origin = origin(&parts.headers, provider)?;
            (by_cookie(provider, &parts.headers).await?, Some(origin))
        };
        let session_id = query.text("_clerk_session_id").map(str::to_owned);
        Ok(Self {
            client,
            session_id,
            azp,
        })
    }
}

/// Whether the caller says that it is no browser.
pub(super) fn is_native(query: &Query) -> bool {
    matches!(query.text("_is_native"), Some("1" | "true"))
}

/// The client of a browser that comes by a link, without a page of its own that asks.
pub(super) async fn browser(
    provider: &Provider,
    headers: &HeaderMap,
) -> Result<Option<ClientRow>, ApiError> {
    match by_cookie(provider, headers).await {
        // An outdated cookie is as good as none where nothing was asked of it.
        Err(error) if error.cause.is_none() => Ok(None),
        found => found,
    }
}

impl Caller {
    /// The client, or 401.
    pub(super) fn client(&self) -> Result<&ClientRow, ApiError> {
        self.client.as_ref().ok_or_else(ApiError::signed_out)
    }

    /// A session of the caller's own client. Somebody else's is as good as none.
    pub(super) async fn own_session(
        &self,
        db: &mut SqliteConnection,
        id: &str,
    ) -> Result<SessionRow, ApiError> {
        let client = self.client()?;
        let found = sessions::find(db, id).await?;
        let own = found.filter(|session| session.client_id == client.id);
        own.ok_or_else(|| ApiError::session_not_found(id))
    }

    /// The live session that speaks: the one the call names, else the client's last active one.
    pub(super) async fn speaking_session(
        &self,
        provider: &Provider,
        db: &mut SqliteConnection,
    ) -> Result<SessionRow, ApiError> {
        let named = self
            .session_id
            .as_ref()
            .or(self.client()?.last_active_session_id.as_ref());
        let named = named.ok_or_else(ApiError::unauthenticated)?;
        let session = self.own_session(db, named).await;
        let session = session.map_err(|error| match error.cause {
            None => ApiError::unauthenticated(),
            Some(_) => error,
        })?;
        if session.is_live(provider.clock.now()) {
            Ok(session)
        } else {
            Err(ApiError::unauthenticated())
        }
    }
}

/// The token in the header: bare, after "Bearer ", or empty for a device that has none yet.
fn native_token(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let text = header
        .to_str()
        .map_err(|_| ApiError::client_token_invalid())?;
    let token = text.strip_prefix("Bearer").unwrap_or(text).trim();
    if token.is_empty() {
        return Ok(None);
    }
    if headers.contains_key(ORIGIN) {
        return Err(ApiError::origin_with_authorization());
    }
    Ok(Some(token))
}

/// The origin of the page that asks, which has to be an allowed one: reading too, since a browser
/// sends its cookies along whoever asks.
fn origin(headers: &HeaderMap, provider: &Provider) -> Result<String, ApiError> {
    let origin = headers.get(ORIGIN).ok_or_else(ApiError::header_missing)?;
    if headers.contains_key(AUTHORIZATION) {
        return Err(ApiError::origin_with_authorization());
    }
    let origin = origin.to_str().map_err(|_| ApiError::origin_invalid())?;
    if !is_known(origin, provider) {
        return Err(ApiError::origin_invalid());
    }
    Ok(origin.to_owned())
}

/// The client of a browser's cookie. A cookie that never was a token of this instance counts for
/// nothing: providers that served on this host before may have left it.
async fn by_cookie(
    provider: &Provider,
    headers: &HeaderMap,
) -> Result<Option<ClientRow>, ApiError> {
    let ours = |token: &&str| ClientClaims::unseal(token, &provider.instance.mac_keys).is_ok();
    match cookies::client_token(headers).filter(ours) {
        Some(token) => by_token(provider, token).await,
        None => Ok(None),
    }
}

/// The client of a token. None when it has ended since; an error when the token was never good, or
/// is from before the last sign-in.
async fn by_token(provider: &Provider, token: &str) -> Result<Option<ClientRow>, ApiError> {
    let claims = ClientClaims::unseal(token, &provider.instance.mac_keys);
    let claims = claims.map_err(|_| ApiError::client_token_invalid())?;
    let found = clients::find(&provider.pool, &claims.id).await?;
    match found {
        Some(client) if client.rotation != claims.rotating_token => {
            Err(ApiError::client_token_invalid())
        }
        found => Ok(found),
    }
}
