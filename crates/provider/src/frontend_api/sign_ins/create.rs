use axum::extract::State;
use clerk::types::SignIn;

use super::{password, prepare, ticket};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;

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
