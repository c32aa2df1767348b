use ambient::SECOND;
use axum::Json;
use axum::extract::{Path, State};
use clerk::types::{SignInToken, SignInTokenStatus};

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::lifetimes::SIGN_IN_TOKEN_SECONDS;
use crate::store::sign_in_tokens::{self, SignInTokenRow};
use crate::store::users;
use crate::{Provider, views};

/// `POST /sign_in_tokens`. There are no organizations to activate.
pub(super) async fn create(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<SignInToken>, ApiError> {
    let user_id = body.required_text("user_id")?;
    let organization = body.text("org_id")?;
    let seconds = body.seconds("expires_in_seconds", SIGN_IN_TOKEN_SECONDS)?;
    body.finish()?;
    if users::find(&provider.pool, &user_id).await?.is_none() {
        return Err(ApiError::user_not_found(&user_id));
    }
    if let Some(organization) = organization {
        return Err(ApiError::organization_not_found(&organization));
    }
    let now = provider.clock.now();
    let row = SignInTokenRow {
        id: provider.random.id("sit"),
        user_id,
        status: SignInTokenStatus::Pending.to_string(),
        expire_at: now + seconds * SECOND,
        created_at: now,
        updated_at: now,
    };
    sign_in_tokens::insert(&provider.pool, &row).await?;
    Ok(Json(views::sign_in_token_with_ticket(&provider, &row)))
}

/// `POST /sign_in_tokens/{id}/revoke`: stops a ticket that nobody has used yet.
pub(super) async fn revoke(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<SignInToken>, ApiError> {
    let now = provider.clock.now();
    let revoked = SignInTokenStatus::Revoked;
    let settled = sign_in_tokens::settle(&provider.pool, &id, &revoked, now).await?;
    let row = sign_in_tokens::find(&provider.pool, &id).await?;
    let row = row.ok_or_else(|| ApiError::sign_in_token_not_found(&id))?;
    if !settled {
        return Err(ApiError::sign_in_token_not_pending(&row.status));
    }
    Ok(Json(views::sign_in_token(&row)))
}
