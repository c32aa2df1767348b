use ambient::SECOND;
use axum::Json;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clerk::types::{Jwks, Token};
use clerk::{SessionClaims, SessionVerifier};
use url::Url;

use crate::Provider;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::store::sessions;

/// `POST /sessions/{id}/refresh`. Refresh tokens are not handed out here, so none is ever found: after everything
/// that is wrong before that has been said, the answer is 401 `refresh_token_not_found`, on which Clerk's packages
/// fall back to the handshake.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<Token>, ApiError> {
    let expired_token = body.required_text("expired_token")?;
    body.required_text("refresh_token")?;
    let origin = body.required_text("request_origin")?;
    body.object("request_headers")?;
    body.text("request_originating_ip")?;
    if let Some(format) = body.text("format")?
        && !["token", "cookie"].contains(&format.as_str())
    {
        return Err(ApiError::param_value("format", "token or cookie"));
    }
    body.finish()?;
    let origin = Url::parse(&origin).map_err(|_| ApiError::refresh_origin_invalid())?;
    let keys = provider.jwks().await?;
    let claims = issued(&provider, &keys, &expired_token)
        .ok_or_else(ApiError::refresh_session_token_invalid)?;
    if claims.sid != id {
        return Err(ApiError::refresh_session_mismatch());
    }
    let azp = claims.azp.ok_or_else(ApiError::refresh_azp_missing)?;
    if origin.origin().ascii_serialization() != azp {
        return Err(ApiError::refresh_origin_mismatch());
    }
    let session = sessions::find(&provider.pool, &id).await?;
    let session = session.ok_or_else(|| ApiError::refresh_session_not_found(&id))?;
    if !session.is_live(provider.clock.now()) {
        return Err(ApiError::refresh_session_inactive());
    }
    Err(ApiError::refresh_token_not_found())
}

/// What one of our own session tokens says, however old it is: it is verified as of when it was issued.
fn issued(provider: &Provider, keys: &Jwks, jwt: &str) -> Option<SessionClaims> {
    let payload = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1)?).ok()?;
    let claimed: SessionClaims = serde_json::from_slice(&payload).ok()?;
    let then = claimed.iat.checked_mul(SECOND)?;
    let verifier = SessionVerifier::new(provider.issuer(), keys);
    verifier.verify(jwt, then).ok()
}
