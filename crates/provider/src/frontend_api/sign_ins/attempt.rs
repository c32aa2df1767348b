use axum::extract::{Path, State};
use clerk::types::{SignIn, SignInStatus};

use super::create::{answer, client_for};
use super::session::{self, NewSession};
use super::{get, password};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::lifetimes::SESSION;
use crate::store::users;

/// `POST /v1/client/sign_ins/{id}/attempt_first_factor`: the second of two steps.
pub(in crate::frontend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SignIn>, ApiError> {
    let strategy = body.required_text("strategy")?;
    if strategy != "password" {
        return Err(ApiError::strategy_invalid());
    }
    let typed = body.required_text("password")?;
    body.finish()?;
    let sign_in = get::own(
        &provider,
        &mut *provider.pool.acquire().await?,
        &caller,
        &id,
    )
    .await?;
    let user = match &sign_in.user_id {
        Some(user_id) => users::find(&provider.pool, user_id).await?,
        None => None,
    };
    password::verified(&provider, user, typed).await?;

    // Read again: the sign-in may have been completed while the password was compared.
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut sign_in = get::own(&provider, &mut transaction, &caller, &id).await?;
    if SignInStatus::from(sign_in.status.as_str()) != SignInStatus::NeedsFirstFactor {
        return Err(ApiError::strategy_invalid());
    }
    let (mut client, _) = client_for(&provider, &mut transaction, &caller).await?;
    let new = NewSession::by_password(provider.clock.now(), SESSION);
    session::open(&provider, &mut transaction, &mut client, &mut sign_in, new).await?;
    let answer = answer(
        &provider,
        &mut transaction,
        &caller,
        &client,
        &sign_in,
        true,
    )
    .await?;
    transaction.commit().await?;
    Ok(answer)
}
