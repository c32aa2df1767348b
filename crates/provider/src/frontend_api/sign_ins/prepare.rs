use axum::extract::{Path, State};
use clerk::types::{SignIn, SignInStatus};
use sqlx::SqliteConnection;

use super::code::{self, Step};
use super::on_client::{answer, client_for, keep};
use super::{first_factor, get};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::codes;
use crate::mail::Letter;
use crate::params::Params;
use crate::store::email_addresses;
use crate::store::sign_ins::{self, SignInRow};

/// What Clerk's packages send along and what changes nothing here.
const NO_EFFECT: [&str; 4] = [
    "redirect_url",
    "action_complete_redirect_url",
    "proof_token",
    "locale",
];

/// `POST /v1/client/sign_ins/{id}/prepare_first_factor`: sends a code by e-mail.
pub(in crate::frontend_api) async fn first(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(body): FormBody,
) -> Result<Answer<SignIn>, ApiError> {
    prepare(&provider, &id, &caller, body, Step::First).await
}

/// `POST /v1/client/sign_ins/{id}/prepare_second_factor`: the same for the second factor.
pub(in crate::frontend_api) async fn second(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(body): FormBody,
) -> Result<Answer<SignIn>, ApiError> {
    prepare(&provider, &id, &caller, body, Step::Second).await
}

async fn prepare(
    provider: &Provider,
    id: &str,
    caller: &Caller,
    mut body: Params,
    step: Step,
) -> Result<Answer<SignIn>, ApiError> {
    let strategy = body.required_text("strategy")?;
    let email_address_id = body.text("email_address_id")?;
    body.ignore(&NO_EFFECT);
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let sign_in = get::own(provider, &mut transaction, caller, id).await;
    let (mut sign_in, waits_for) = match step {
        Step::First => (sign_in?, SignInStatus::NeedsFirstFactor),
        Step::Second => (
            sign_in.map_err(ApiError::sign_in_not_to_continue)?,
            SignInStatus::NeedsSecondFactor,
        ),
    };
    if strategy != "email_code" || SignInStatus::from(sign_in.status.as_str()) != waits_for {
        return Err(ApiError::strategy_invalid());
    }
    let factor = step.offered(&sign_in, &strategy)?;
    if email_address_id.is_some() && email_address_id != factor.email_address_id {
        return Err(ApiError::param_not_found("email_address_id"));
    }
    let letter = issue(provider, &mut transaction, &mut sign_in, step).await?;
    sign_ins::update(&mut *transaction, &sign_in).await?;
    let (client, _) = client_for(provider, &mut transaction, caller).await?;
    let answer = answer(provider, &mut transaction, caller, &client, &sign_in, false).await?;
    transaction.commit().await?;
    codes::deliver(provider, letter).await?;
    Ok(answer)
}

/// Begins a sign-in and sends its code, both in one (`strategy=email_code`).
pub(super) async fn sign_in(
    provider: &Provider,
    caller: &Caller,
    identifier: String,
) -> Result<Answer<SignIn>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (mut client, is_new) = client_for(provider, &mut transaction, caller).await?;
    let mut sign_in = first_factor::wanted(provider, &mut transaction, &client, identifier).await?;
    Step::First.offered(&sign_in, "email_code")?;
    let letter = issue(provider, &mut transaction, &mut sign_in, Step::First).await?;
    keep(provider, &mut transaction, &mut client, &sign_in).await?;
    let answer = answer(
        provider,
        &mut transaction,
        caller,
        &client,
        &sign_in,
        is_new,
    )
    .await?;
    transaction.commit().await?;
    codes::deliver(provider, letter).await?;
    Ok(answer)
}

/// A new code, with its letter to the address that the sign-in offers, if that is somebody's.
async fn issue(
    provider: &Provider,
    db: &mut SqliteConnection,
    sign_in: &mut SignInRow,
    step: Step,
) -> Result<Option<Letter>, ApiError> {
    let offered = step.offered(sign_in, "email_code")?.email_address_id;
    let emails = match &sign_in.user_id {
        Some(user_id) => email_addresses::of_users(db, [user_id.as_str()].into_iter()).await?,
        None => Vec::new(),
    };
    let address = emails
        .iter()
        .find(|email| Some(&email.id) == offered.as_ref())
        .map(|email| email.email_address.as_str());
    Ok(code::issue(provider, sign_in, step, address))
}
