use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::{AUTHORIZATION, ORIGIN};
use http::request::Parts;
use sqlx::SqliteConnection;

use crate::Provider;
use crate::errors::ApiError;
use crate::query::Query;
use crate::store::clients::{self, ClientRow};
use crate::store::sessions::{self, SessionRow};
use crate::tokens::ClientClaims;

/// Who calls the Frontend API: the client its token stands for, if it has one that still exists.
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
        if !matches!(query.text("_is_native"), Some("1" | "true")) {
            return Err(ApiError::header_missing());
        }
        let token = native_token(&parts.headers)?;
        let client = match token {
            Some(token) => client(provider, token).await?,
            None => None,
        };
        let session_id = query.text("_clerk_session_id").map(str::to_owned);
        Ok(Self {
            client,
            session_id,
            azp: None,
        })
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

/// The client of a token. None when it has ended since; an error when the token was never good, or
/// is from before the last sign-in.
async fn client(provider: &Provider, token: &str) -> Result<Option<ClientRow>, ApiError> {
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
