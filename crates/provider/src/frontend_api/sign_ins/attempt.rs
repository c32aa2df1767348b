use axum::extract::{Path, State};
use clerk::types::{SignIn, SignInStatus};

use super::code::{self, Step};
use super::on_client::{answer, client_for};
use super::{first_factor, get, password};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::params::Params;
use crate::store::{sign_ins, users};

/// What proves the first factor.
enum Proof {
    Password(String),
    EmailCode(String),
}

/// `POST /v1/client/sign_ins/{id}/attempt_first_factor`: the second of two steps.
pub(in crate::frontend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(body): FormBody,
) -> Result<Answer<SignIn>, ApiError> {
    let proof = Proof::read(body)?;
    if let Proof::Password(typed) = &proof {
        let mut db = provider.pool.acquire().await?;
        let sign_in = get::own(&provider, &mut db, &caller, &id).await?;
        let user = match &sign_in.user_id {
            Some(user_id) => users::find(&mut *db, user_id).await?,
            None => None,
        };
        drop(db);
        password::verified(&provider, user, typed.clone()).await?;
    }

    // Read again: the sign-in may have been completed while the password was compared.
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut sign_in = get::own(&provider, &mut transaction, &caller, &id).await?;
    if SignInStatus::from(sign_in.status.as_str()) != SignInStatus::NeedsFirstFactor {
        return Err(ApiError::strategy_invalid());
    }
    let strategy = match &proof {
        Proof::Password(_) => "password",
        Proof::EmailCode(code) => {
            if let Err(error) = code::check(&provider, &mut sign_in, Step::First, code) {
                // That it was wrong is kept.
                sign_ins::update(&mut *transaction, &sign_in).await?;
                transaction.commit().await?;
                return Err(error);
            }
            "email_code"
        }
    };
    let (mut client, _) = client_for(&provider, &mut transaction, &caller).await?;
    let opened = first_factor::passed(
        &provider,
        &mut transaction,
        &mut client,
        &mut sign_in,
        strategy,
    )
    .await?;
    let answer = answer(
        &provider,
        &mut transaction,
        &caller,
        &client,
        &sign_in,
        opened,
    )
    .await?;
    transaction.commit().await?;
    Ok(answer)
}

impl Proof {
    fn read(mut body: Params) -> Result<Self, ApiError> {
        let proof = match body.required_text("strategy")?.as_str() {
            "password" => Self::Password(body.required_text("password")?),
            "email_code" => Self::EmailCode(body.required_text("code")?),
            _ => return Err(ApiError::strategy_invalid()),
        };
        body.finish()?;
        Ok(proof)
    }
}
