//! The Backend API, with which the console works as the instance itself.

mod actor_tokens;
mod sessions;
mod user_changes;
mod users;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::Error;
use crate::exchange::{API_VERSION, Exchange, read, sensitive};
use crate::secret::SecretKey;
use crate::transport::Transport;
use crate::types::Jwks;

pub use actor_tokens::{ActClaim, NewActorToken};
pub use sessions::SessionFilter;
pub use user_changes::{Metadata, NewUser, UserUpdate};
pub use users::UserFilter;

static CLERK_API_VERSION: HeaderName = HeaderName::from_static("clerk-api-version");

/// Calls the Backend API with the instance's secret key. Cheap to clone.
#[derive(Clone)]
pub struct BackendClient {
    exchange: Exchange,
    secret_key: SecretKey,
}

impl BackendClient {
    /// `base_url` is the API's address without the version: `https://api.clerk.com`.
    pub fn new(transport: Arc<dyn Transport>, base_url: Url, secret_key: SecretKey) -> Self {
        Self {
            exchange: Exchange::new(transport, base_url),
            secret_key,
        }
    }

    /// The public keys of the instance's session tokens (`GET /jwks`).
    pub async fn jwks(&self) -> Result<Jwks, Error> {
        self.get(self.exchange.url(&["jwks"])?).await
    }

    async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, Error> {
        self.call(Method::GET, url, Bytes::new()).await
    }

    /// A lookup that finds nothing did not fail.
    async fn find<T: DeserializeOwned>(&self, segments: &[&str]) -> Result<Option<T>, Error> {
        let found = match self.exchange.url(segments) {
            Ok(url) => self.get(url).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(thing) => Ok(Some(thing)),
            Err(Error::NotAnId) => Ok(None),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn post<T: DeserializeOwned>(&self, url: Url, body: &impl Serialize) -> Result<T, Error> {
        self.call(Method::POST, url, json(body)?).await
    }

    async fn patch<T: DeserializeOwned>(
        &self,
        url: Url,
        body: &impl Serialize,
    ) -> Result<T, Error> {
        self.call(Method::PATCH, url, json(body)?).await
    }

    /// A request for something to happen that needs no words.
    async fn command<T: DeserializeOwned>(&self, url: Url) -> Result<T, Error> {
        self.call(Method::POST, url, Bytes::new()).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        url: Url,
        body: Bytes,
    ) -> Result<T, Error> {
        let headers = [
            (
                AUTHORIZATION,
                sensitive(&format!("Bearer {}", self.secret_key.expose()))?,
            ),
            (
                CLERK_API_VERSION.clone(),
                HeaderValue::from_static(API_VERSION),
            ),
        ];
        let response = self
            .exchange
            .send(method, &url, "application/json", headers, body)
            .await?;
        read(&response)
    }
}

fn json(body: &impl Serialize) -> Result<Bytes, Error> {
    let body = serde_json::to_vec(body)
        .map_err(|_| Error::Unsendable("The request cannot be written as JSON."))?;
    Ok(body.into())
}

impl fmt::Debug for BackendClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BackendClient")
            .finish_non_exhaustive()
    }
}
