use axum::extract::{Path, State};
use clerk::types::{SignIn, SignInStatus};
use sqlx::SqliteConnection;

use super::code::{self, Step};
use super::get;
use super::on_client::{answer, client_for};
use super::session::{self, NewSession};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::second_factor;
use crate::store::sign_ins::{self, SignInRow};
use crate::store::users;

/// `POST /v1/client/sign_ins/{id}/attempt_second_factor`
pub(in crate::frontend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SignIn>, ApiError> {
    let strategy = body.required_text("strategy")?;
    let code = body.required_text("code")?;
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let sign_in = get::own(&provider, &mut transaction, &caller, &id).await;
    let mut sign_in = sign_in.map_err(ApiError::sign_in_not_to_continue)?;
    if SignInStatus::from(sign_in.status.as_str()) != SignInStatus::NeedsSecondFactor {
        return Err(ApiError::strategy_invalid());
    }
    Step::Second.offered(&sign_in, &strategy)?;
    if sign_in.second_tries >= second_factor::TRIES {
        return Err(ApiError::code_failed());
    }
    if let Err(error) = prove(&provider, &mut transaction, &mut sign_in, &strategy, &code).await {
        // That it was wrong is kept.
        sign_in.second_tries += 1;
        sign_ins::update(&mut *transaction, &sign_in).await?;
        transaction.commit().await?;
        return Err(error);
    }
    let (mut client, _) = client_for(&provider, &mut transaction, &caller).await?;
    sign_in.second_strategy = Some(strategy);
    let new = NewSession::own(Some(provider.clock.now()));
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

/// Takes the code by that strategy, once.
async fn prove(
    provider: &Provider,
    db: &mut SqliteConnection,
    sign_in: &mut SignInRow,
    strategy: &str,
    code: &str,
) -> Result<(), ApiError> {
    if strategy == "email_code" {
        return code::check(provider, sign_in, Step::Second, code);
    }
    let user = match &sign_in.user_id {
        Some(user_id) => users::find(&mut *db, user_id).await?,
        None => None,
    };
    let user = user.ok_or_else(ApiError::code_incorrect)?;
    second_factor::take(provider, db, user, strategy, code).await
}
