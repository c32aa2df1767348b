use axum::Json;
use axum::extract::State;
use clerk::types::Instance;
use http::StatusCode;

use crate::Provider;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::store::instances;

/// Texts and switches that are taken and change nothing here.
const TEXTS: [&str; 3] = ["support_email", "clerk_js_version", "development_origin"];
const FLAGS: [&str; 4] = [
    "test_mode",
    "hibp",
    "cookieless_dev",
    "url_based_session_syncing",
];
const STRATEGIES: [&str; 3] = ["password", "otp", ""];

/// Most origins that can be allowed.
const MOST_ORIGINS: usize = 100;

/// `GET /instance`
pub(super) async fn get(State(provider): State<Provider>) -> Json<Instance> {
    Json(Instance {
        id: provider.instance.id.clone(),
        environment_type: "development".to_owned(),
        allowed_origins: provider.instance.allowed_origins(),
        workspace_id: None,
    })
}

/// `PATCH /instance`: 204. Of all settings `allowed_origins` is kept and acts.
pub(super) async fn update(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<StatusCode, ApiError> {
    let origins = body.texts("allowed_origins")?;
    for name in TEXTS {
        body.text(name)?;
    }
    for name in FLAGS {
        body.flag(name)?;
    }
    let strategy = "preferred_sign_in_strategy_when_password_required";
    if let Some(word) = body.text(strategy)?
        && !STRATEGIES.contains(&word.as_str())
    {
        return Err(ApiError::param_value(strategy, "password, otp or empty"));
    }
    body.finish()?;
    if let Some(origins) = origins {
        if origins.len() > MOST_ORIGINS {
            return Err(ApiError::param_too_many("allowed_origins", MOST_ORIGINS));
        }
        if !origins.iter().all(|origin| is_origin(origin)) {
            let expected = "origins such as https://app.example.com";
            return Err(ApiError::param_format("allowed_origins", expected));
        }
        let written = serde_json::to_string(&origins)?;
        instances::set_allowed_origins(&provider.pool, &written).await?;
        provider.instance.set_allowed_origins(origins);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A scheme and a host, without a path: `chrome-extension://id` is one too.
fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, host)| {
        !scheme.is_empty()
            && scheme
                .bytes()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
            && !host.is_empty()
            && host
                .bytes()
                .all(|letter| letter.is_ascii_graphic() && !b"/?#@\\".contains(&letter))
    })
}
