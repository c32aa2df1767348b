use axum::extract::{Path, State};
use clerk::types::SignIn;
use sqlx::SqliteConnection;

use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::store::sign_ins::{self, SignInRow};
use crate::{Provider, views};

/// `GET /v1/client/sign_ins/{id}`
pub(in crate::frontend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<SignIn>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let sign_in = own(&provider, &mut db, &caller, &id).await?;
    let client = views::client(&provider, &mut db, caller.client()?, caller.azp.as_deref()).await?;
    Ok(Answer::new(views::sign_in(&sign_in), Some(client)))
}

/// A sign-in of the caller's own client that was not abandoned.
pub(super) async fn own(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    id: &str,
) -> Result<SignInRow, ApiError> {
    let client = caller.client()?;
    let found = sign_ins::find(db, id).await?;
    let now = provider.clock.now();
    let own = found.filter(|found| found.client_id == client.id && now < found.abandon_at);
    own.ok_or_else(|| ApiError::sign_in_not_found(id))
}
