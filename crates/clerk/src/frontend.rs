//! The Frontend API, with which the console works as one Clerk client among others, in native mode.

mod sessions;
mod sign_ins;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Method, Response};
use serde::de::DeserializeOwned;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::error::Error;
use crate::exchange::{API_VERSION, Exchange, read, sensitive};
use crate::secret::ClientToken;
use crate::transport::Transport;
use crate::types::{Client, Environment, Jwks, Wrapped};

pub use sign_ins::{CodeTo, Proof, SignInRequest};

/// Calls the Frontend API in native mode: the client's token travels in `Authorization`, no cookies,
/// no origin. Cheap to clone.
#[derive(Clone)]
pub struct FrontendClient {
    exchange: Exchange,
}

/// What a call brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// The client as it is now, where the answer says so.
    pub client: Option<Client>,
    /// The client's new token, where it got one: from now on only this one counts.
    pub client_token: Option<ClientToken>,
}

/// What is asked of the Frontend API: which way, where, and with which form.
struct Ask<'ask> {
    verb: Verb,
    segments: &'ask [&'ask str],
    /// The session that speaks, for calls that are not about the client as a whole.
    session_id: Option<&'ask str>,
    form: &'ask [(&'ask str, &'ask str)],
}

/// Verbs other than GET and POST travel as POST with the verb in `_method`, as clerk-js sends them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Get,
    Post,
    Delete,
}

impl<'ask> Ask<'ask> {
    fn new(verb: Verb, segments: &'ask [&'ask str]) -> Self {
        Self {
            verb,
            segments,
            session_id: None,
            form: &[],
        }
    }
}

impl FrontendClient {
    /// `base_url` is the API's address without the version: `https://clerk.example.com`.
    pub fn new(transport: Arc<dyn Transport>, base_url: Url) -> Self {
        Self {
            exchange: Exchange::new(transport, base_url),
        }
    }

    /// The instance's settings (`GET /environment`).
    pub async fn environment(&self) -> Result<Answer<Environment>, Error> {
        self.bare(None, Ask::new(Verb::Get, &["environment"])).await
    }

    /// The client that `token` speaks for, if it still exists (`GET /client`).
    pub async fn client(&self, token: &ClientToken) -> Result<Answer<Option<Client>>, Error> {
        self.wrapped(Some(token), Ask::new(Verb::Get, &["client"]))
            .await
    }

    /// The public keys of the instance's session tokens, as anybody may read them
    /// (`GET /.well-known/jwks.json`).
    pub async fn jwks(&self) -> Result<Jwks, Error> {
        let url = self.exchange.well_known("jwks.json")?;
        let response = self
            .exchange
            .send(Method::GET, &url, "application/json", [], Bytes::new());
        read(&response.await?)
    }

    /// An answer that is the thing itself.
    async fn bare<T: DeserializeOwned>(
        &self,
        token: Option<&ClientToken>,
        ask: Ask<'_>,
    ) -> Result<Answer<T>, Error> {
        let response = self.call(token, ask).await?;
        Ok(Answer {
            value: read(&response)?,
            client: None,
            client_token: new_token(&response),
        })
    }

    /// An answer that comes with the client.
    async fn wrapped<T: DeserializeOwned>(
        &self,
        token: Option<&ClientToken>,
        ask: Ask<'_>,
    ) -> Result<Answer<T>, Error> {
        let response = self.call(token, ask).await?;
        let Wrapped {
            response: value,
            client,
        } = read(&response)?;
        Ok(Answer {
            value,
            client,
            client_token: new_token(&response),
        })
    }

    /// Where to ask. A function of its own, since what writes a query must not live on while one waits.
    fn address(&self, ask: &Ask<'_>) -> Result<Url, Error> {
        let mut url = self.exchange.url(ask.segments)?;
        let mut query = url.query_pairs_mut();
        query
            .append_pair("__clerk_api_version", API_VERSION)
            .append_pair("_is_native", "1");
        if ask.verb == Verb::Delete {
            query.append_pair("_method", "DELETE");
        }
        if let Some(session_id) = ask.session_id {
            query.append_pair("_clerk_session_id", session_id);
        }
        drop(query);
        Ok(url)
    }

    async fn call(
        &self,
        token: Option<&ClientToken>,
        ask: Ask<'_>,
    ) -> Result<Response<Bytes>, Error> {
        let url = self.address(&ask)?;
        let method = if ask.verb == Verb::Get {
            Method::GET
        } else {
            Method::POST
        };
        let body = Serializer::new(String::new())
            .extend_pairs(ask.form)
            .finish();
        // Empty, not absent: a request without it would be taken for a browser's.
        let authorization = sensitive(token.map_or("", ClientToken::expose))?;
        self.exchange
            .send(
                method,
                &url,
                "application/x-www-form-urlencoded",
                [(AUTHORIZATION, authorization)],
                body.into(),
            )
            .await
    }
}

/// The token that a created or rotated client gets with the answer.
fn new_token(response: &Response<Bytes>) -> Option<ClientToken> {
    let header = response.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let token = header.strip_prefix("Bearer ").unwrap_or(header).trim();
    (!token.is_empty()).then(|| ClientToken::new(token))
}

impl fmt::Debug for FrontendClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FrontendClient")
            .finish_non_exhaustive()
    }
}
