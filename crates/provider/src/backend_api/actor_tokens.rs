use ambient::SECOND;
use axum::Json;
use axum::extract::{Path, State};
use clerk::types::{ActorToken, ActorTokenStatus};
use serde_json::Value;

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::lifetimes::{IMPERSONATION_SECONDS, TICKET_SECONDS};
use crate::store::actor_tokens::{self, ActorTokenRow};
use crate::store::users;
use crate::{Provider, views};

/// `POST /actor_tokens`
///
/// An unknown user is 422 `form_resource_not_found`: the operation's published answers have no 404.
/// `actor.sub` is anybody: Clerk's own dashboard puts people in it who are no users of the instance.
pub(super) async fn create(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<ActorToken>, ApiError> {
    let user_id = body.required_text("user_id")?;
    let actor = body.required_object("actor")?;
    let ticket_seconds = body.seconds("expires_in_seconds", TICKET_SECONDS)?;
    let session_seconds = body.seconds("session_max_duration_in_seconds", IMPERSONATION_SECONDS)?;
    body.finish()?;
    let impersonator = actor.get("sub").and_then(Value::as_str);
    if impersonator.is_none_or(str::is_empty) {
        return Err(ApiError::param_value(
            "actor",
            "an object with the id of the impersonator in 'sub'",
        ));
    }
    if users::find(&provider.pool, &user_id).await?.is_none() {
        return Err(ApiError::param_not_found("user_id"));
    }
    let now = provider.clock.now();
    let row = ActorTokenRow {
        id: provider.random.id("act"),
        user_id,
        actor: serde_json::to_string(&actor)?,
        status: ActorTokenStatus::Pending.to_string(),
        session_max_duration: session_seconds * SECOND,
        expire_at: now + ticket_seconds * SECOND,
        created_at: now,
        updated_at: now,
    };
    actor_tokens::insert(&provider.pool, &row).await?;
    views::actor_token_with_ticket(&provider, &row).map(Json)
}

/// `POST /actor_tokens/{id}/revoke`: stops a ticket that nobody has used yet.
pub(super) async fn revoke(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<ActorToken>, ApiError> {
    let now = provider.clock.now();
    let revoked = ActorTokenStatus::Revoked;
    let settled = actor_tokens::settle(&provider.pool, &id, &revoked, now).await?;
    let row = actor_tokens::find(&provider.pool, &id).await?;
    let row = row.ok_or_else(|| ApiError::actor_token_not_found(&id))?;
    if !settled {
        return Err(ApiError::actor_token_not_pending(&row.status));
    }
    views::actor_token(&row).map(Json)
}
