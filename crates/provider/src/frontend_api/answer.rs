use ambient::SECOND;
use axum::Json;
use axum::response::{IntoResponse, Response};
use clerk::types::{Client, Wrapped};
use serde::Serialize;

use crate::Provider;
use crate::store::clients::ClientRow;
use crate::tokens::ClientClaims;

/// An answer of the Frontend API: what was asked for, the client as it is now, and the client's new
/// token when it has one.
pub(super) struct Answer<T> {
    body: Wrapped<T>,
    news: ClientNews,
}

/// What a browser or device has to keep of an answer besides its body. It travels in the response;
/// [`super::delivery`] hands it over in the way in which the caller keeps such things.
#[derive(Clone, Default)]
pub(super) struct ClientNews {
    pub(super) token: TokenNews,
    /// When the client last changed, in seconds, or 0 when nobody is signed in on it. None: not told.
    pub(super) changed_at: Option<i64>,
}

impl ClientNews {
    /// When this client last changed.
    pub(super) fn of(client: &Client) -> Self {
        Self {
            token: TokenNews::Same,
            changed_at: Some(changed_at(client)),
        }
    }

    /// The client's token besides.
    pub(super) fn with_token(mut self, provider: &Provider, client: &ClientRow) -> Self {
        let claims = ClientClaims {
            id: client.id.clone(),
            rotating_token: client.rotation.clone(),
        };
        self.token = TokenNews::New(claims.seal(&provider.instance.mac_keys));
        self
    }
}

/// What becomes of the client token that the caller holds.
#[derive(Clone, Default)]
pub(super) enum TokenNews {
    #[default]
    Same,
    New(String),
    /// The client has ended.
    Void,
}

impl<T> Answer<T> {
    pub(super) fn new(response: T, client: Option<Client>) -> Self {
        let news = client.as_ref().map(ClientNews::of).unwrap_or_default();
        Self {
            body: Wrapped { response, client },
            news,
        }
    }

    /// Hands the client its token, because it is new or was rotated.
    pub(super) fn with_token(mut self, provider: &Provider, client: &ClientRow) -> Self {
        self.news = self.news.with_token(provider, client);
        self
    }
}

impl Answer<Option<Client>> {
    /// An answer about the client itself, or that there is none.
    pub(super) fn about(client: Option<Client>) -> Self {
        let changed_at = Some(client.as_ref().map_or(0, changed_at));
        let mut answer = Self::new(client, None);
        answer.news.changed_at = changed_at;
        answer
    }

    /// Lets the caller forget the token of a client that has ended.
    pub(super) fn without_token(mut self) -> Self {
        self.news.token = TokenNews::Void;
        self
    }
}

/// When the client last changed, in seconds; 0 when nobody is signed in on it.
pub(super) fn changed_at(client: &Client) -> i64 {
    if client.sessions.is_empty() {
        0
    } else {
        client.updated_at.div_euclid(SECOND)
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        response.extensions_mut().insert(self.news);
        response
    }
}
