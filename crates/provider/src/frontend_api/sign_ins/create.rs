use axum::extract::State;
use clerk::types::SignIn;
use sqlx::SqliteConnection;

use super::{fresh, password, prepare, ticket};
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::client;
use crate::store::clients::{self, ClientRow};
use crate::store::sign_ins::{self, SignInRow};
use crate::{Provider, views};

/// What Clerk's packages send along and what changes nothing here.
const NO_EFFECT: [&str; 14] = [
    "locale",
    "timezone",
    "redirect_url",
    "action_complete_redirect_url",
    "captcha_token",
    "captcha_widget_type",
    "captcha_error",
    "proof_token",
    "transfer",
    "code",
    "token",
    "oidc_login_hint",
    "oidc_prompt",
    "trusted_device_id",
];

/// `POST /v1/client/sign_ins`: begins a sign-in in place of the one before it, on a new client if the
/// caller has none.
pub(in crate::frontend_api) async fn handler(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SignIn>, ApiError> {
    let strategy = body.text("strategy")?;
    match strategy.as_deref() {
        Some("ticket") => {
            let ticket = body.required_text("ticket")?;
            body.ignore(&NO_EFFECT);
            body.finish()?;
            ticket::sign_in(&provider, &caller, &ticket).await
        }
        Some("email_code") => {
            let identifier = body.required_text("identifier")?;
            body.ignore(&NO_EFFECT);
            body.finish()?;
            prepare::sign_in(&provider, &caller, identifier).await
        }
        Some("password") | None => {
            let identifier = body.text("identifier")?;
            let password = body.text("password")?;
            body.ignore(&NO_EFFECT);
            body.finish()?;
            match (identifier, password) {
                (Some(identifier), Some(password)) => {
                    password::sign_in(&provider, &caller, identifier, password).await
                }
                (None, _) if strategy.is_some() => Err(ApiError::param_missing("identifier")),
                (Some(_), None) if strategy.is_some() => Err(ApiError::param_missing("password")),
                (None, Some(_)) => Err(ApiError::param_missing("identifier")),
                (identifier, None) => password::begin(&provider, &caller, identifier).await,
            }
        }
        Some(_) => Err(ApiError::param_value(
            "strategy",
            "password, email_code or ticket",
        )),
    }
}

/// The caller's client as it is in this transaction, or a new one.
pub(super) async fn client_for(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
) -> Result<(ClientRow, bool), ApiError> {
    let known = match &caller.client {
        Some(known) => clients::find(&mut *db, &known.id).await?,
        None => None,
    };
    if let Some(client) = known {
        return Ok((client, false));
    }
    let client = client::fresh(provider);
    clients::insert(db, &client).await?;
    Ok((client, true))
}

/// Keeps a new sign-in as its client's current one.
pub(super) async fn keep(
    provider: &Provider,
    db: &mut SqliteConnection,
    client: &mut ClientRow,
    sign_in: &SignInRow,
) -> Result<(), ApiError> {
    sign_ins::insert(&mut *db, sign_in).await?;
    client.sign_in_id = Some(sign_in.id.clone());
    client.updated_at = provider.clock.now();
    clients::update(db, client).await?;
    Ok(())
}

/// A new attempt that somebody has been named for.
pub(super) fn named(
    provider: &Provider,
    client: &ClientRow,
    identifier: Option<String>,
    user_id: Option<String>,
) -> SignInRow {
    SignInRow {
        user_id,
        identifier,
        ..fresh(provider, client)
    }
}

/// The answer with the client beside it, and the client's token if it is new to the caller.
pub(super) async fn answer(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    client: &ClientRow,
    sign_in: &SignInRow,
    new_token: bool,
) -> Result<Answer<SignIn>, ApiError> {
    let shown = views::client(provider, db, client, caller.azp.as_deref()).await?;
    let answer = Answer::new(views::sign_in(sign_in), Some(shown));
    Ok(if new_token {
        answer.with_token(provider, client)
    } else {
        answer
    })
}
