use ambient::{Millis, SECOND};
use axum::Json;
use axum::extract::{Path, State};
use clerk::types::Token;

use crate::Provider;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::params::Params;
use crate::store::sessions;

/// From half a minute to ten years.
const SECONDS: std::ops::RangeInclusive<i64> = 30..=315_360_000;

/// `POST /sessions/{id}/tokens`. A token never outlives its session, whatever was asked for.
pub(in crate::backend_api) async fn create(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<Token>, ApiError> {
    let life = life(&mut body)?;
    body.finish()?;
    let session = sessions::find(&provider.pool, &id).await?;
    let session = session.filter(|session| session.is_live(provider.clock.now()));
    let session = session.ok_or_else(|| ApiError::session_not_found(&id))?;
    let key = provider.signing_key().await?;
    let jwt = match life {
        Some(life) => provider.session_token_of(key, &session, life)?,
        None => provider
            .session_token(key, &session, None, session.created_at)?
            .to_string(),
    };
    Ok(Json(Token { jwt }))
}

/// `POST /sessions/{id}/tokens/{template}`: there are no templates.
pub(in crate::backend_api) async fn of_template(
    State(provider): State<Provider>,
    Path((id, template)): Path<(String, String)>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<Token>, ApiError> {
    life(&mut body)?;
    body.finish()?;
    let session = sessions::find(&provider.pool, &id).await?;
    if !session.is_some_and(|session| session.is_live(provider.clock.now())) {
        return Err(ApiError::session_not_found(&id));
    }
    Err(ApiError::template_not_found(&template))
}

fn life(body: &mut Params) -> Result<Option<Millis>, ApiError> {
    match body.integer("expires_in_seconds")? {
        Some(seconds) if !SECONDS.contains(&seconds) => Err(ApiError::param_value(
            "expires_in_seconds",
            "from 30 to 315360000",
        )),
        seconds => Ok(seconds.map(|seconds| seconds * SECOND)),
    }
}
