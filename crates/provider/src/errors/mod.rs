//! Errors in Clerk's envelope.
//!
//! A handler returns an [`ApiError`]; it travels to the outermost layer inside the response, where
//! [`crate::layers::envelope`] writes the body, gives it a trace id and logs a fault of our own once.

mod auth;
mod forms;
mod refreshes;
mod resources;
mod sign_ins;

use std::borrow::Cow;
use std::num::NonZeroU16;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Map, Value};

use crate::OpenError;
use crate::passwords::PasswordError;

/// A refusal as the wire knows it, or a fault of the provider's own.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: Cow<'static, str>,
    pub(crate) long_message: Cow<'static, str>,
    pub(crate) meta: Option<Map<String, Value>>,
    /// After how many seconds to ask again.
    pub(crate) retry_after: Option<NonZeroU16>,
    /// Why, for the log; only a 500 has it and no answer ever carries it.
    pub(crate) cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl ApiError {
    fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
        long_message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            long_message: long_message.into(),
            meta: None,
            retry_after: None,
            cause: None,
        }
    }

    fn with_meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.meta
            .get_or_insert_default()
            .insert(key.to_owned(), value.into());
        self
    }

    /// 500: something of ours failed. The cause goes to the log.
    pub(crate) fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        let words = "Oops, an unexpected error occurred";
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let mut error = Self::new(
            status,
            "internal_clerk_error",
            words,
            "There was an internal error on our servers.",
        );
        error.cause = Some(Arc::new(cause));
        error
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::internal(error)
    }
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        Self::internal(error)
    }
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
