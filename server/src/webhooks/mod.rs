//! `/webhooks/clerk`: what changes at Clerk acts at once, and not only within its minute.

mod messages;
mod news;

use std::sync::Arc;

use ambient::Clock;
use app::backend::Profiles;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use clerk::{Event, WebhookError, WebhookHead, WebhookVerifier};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::json;

use crate::browser_sessions::BrowserSessionService;

pub use messages::Messages;

use news::News;

/// The address to give to Clerk.
pub const PATH: &str = "/webhooks/clerk";
/// The most that a webhook may weigh: a user with all the metadata they may have is a tenth of it.
const BODY_LIMIT: usize = 256 * 1024;

/// Takes Clerk's webhooks.
pub struct WebhookService {
    /// `None` where no signing secret is configured: then there is nothing at the address.
    pub verifier: Option<WebhookVerifier>,
    pub messages: Messages,
    pub browser_sessions: Arc<BrowserSessionService>,
    pub profiles: Profiles,
    pub clock: Clock,
}

/// What became of a webhook, good or bad: the status, the code, and the words.
struct Outcome(StatusCode, &'static str, String);

impl Outcome {
    fn refused(status: StatusCode, code: &'static str, words: impl Into<String>) -> Self {
        Self(status, code, words.into())
    }

    fn unavailable() -> Self {
        Self::refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "webhook_unavailable",
            "The console cannot act upon this now. Send it again.",
        )
    }
}

impl From<WebhookError> for Outcome {
    fn from(error: WebhookError) -> Self {
        let status = match error {
            WebhookError::WrongSignature => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::refused(status, error.code(), error.to_string())
    }
}

/// Answers whatever is sent to the address. It needs neither cookie nor origin: the signature is all that counts.
pub async fn take(State(service): State<Arc<WebhookService>>, request: Request) -> Response {
    let Outcome(status, code, words) = match service.receive(request).await {
        Ok(code) => {
            tracing::debug!(code, "a webhook was taken");
            Outcome(StatusCode::OK, code, String::new())
        }
        Err(outcome) => {
            tracing::warn!(code = outcome.1, why = outcome.2, "a webhook was not taken");
            outcome
        }
    };
    let mut response = (status, Json(json!({ "code": code, "message": words }))).into_response();
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let headers = response.headers_mut();
        headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

impl WebhookService {
    /// Verifies a webhook and acts upon it. The code of what was done, or why nothing was.
    async fn receive(&self, request: Request) -> Result<&'static str, Outcome> {
        let verifier = self.verifier.as_ref().ok_or_else(|| {
            Outcome::refused(
                StatusCode::NOT_FOUND,
                "webhooks_off",
                "This console takes no webhooks: clerk.webhook_signing_secret is not set.",
            )
        })?;
        if request.method() != Method::POST {
            return Err(Outcome::refused(
                StatusCode::METHOD_NOT_ALLOWED,
                "webhook_method",
                "A webhook is a POST.",
            ));
        }
        let (parts, body) = request.into_parts();
        // What needs no body comes first: nobody makes the console read much for nothing.
        let head = WebhookHead::read(&parts.headers, self.clock.now())?;
        if !is_json(&parts.headers) {
            return Err(Outcome::refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "webhook_content_type",
                "A webhook is application/json.",
            ));
        }
        let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| {
            Outcome::refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                "webhook_too_large",
                "The body is too large, or broke off.",
            )
        })?;
        verifier.verify(&head, &body)?;
        let event: Event = serde_json::from_slice(&body).map_err(|error| {
            // Where it went wrong, without quoting it.
            let (kind, line, column) = (error.classify(), error.line(), error.column());
            Outcome::refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "webhook_body_malformed",
                format!("The body is no event: {kind:?} error at line {line}, column {column}."),
            )
        })?;
        let news = News::of(&event).map_err(|lacking| {
            Outcome::refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "webhook_data_malformed",
                format!("The event lacks data.{lacking}."),
            )
        })?;
        match news {
            Some(news) => self.once(head.id, &news).await,
            None => Ok("ignored"),
        }
    }

    /// Acts upon a message that was not taken before. One that was is answered as if it had just been: whoever
    /// sends it again did not hear the first answer, and would go on sending.
    async fn once(&self, id: &str, news: &News) -> Result<&'static str, Outcome> {
        let taken = self.messages.take(id, self.clock.now()).await;
        let taken = taken.map_err(|error| {
            tracing::error!(%error, "a webhook could not be noted");
            Outcome::unavailable()
        })?;
        if !taken {
            return Ok("taken_before");
        }
        if let Err(error) = self.act(news).await {
            tracing::warn!(%error, "a webhook could not be acted upon");
            if let Err(error) = self.messages.give_back(id).await {
                tracing::error!(%error, "a webhook that was not acted upon counts as taken");
            }
            return Err(Outcome::unavailable());
        }
        Ok("taken")
    }

    /// Forgets messages that nobody would believe any more.
    pub async fn sweep(&self) -> Result<(), sqlx::Error> {
        self.messages.sweep(self.clock.now()).await
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}
