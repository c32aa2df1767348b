use axum::Json;
use axum::response::{IntoResponse, Response};
use clerk::types::{Client, Wrapped};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use serde::Serialize;

use crate::Provider;
use crate::store::clients::ClientRow;
use crate::tokens::ClientClaims;

/// An answer of the Frontend API: what was asked for, the client as it is now, and the client's new
/// token when it has one.
pub(super) struct Answer<T> {
    body: Wrapped<T>,
    client_token: Option<String>,
}

impl<T> Answer<T> {
    pub(super) fn new(response: T, client: Option<Client>) -> Self {
        Self {
            body: Wrapped { response, client },
            client_token: None,
        }
    }

    /// Hands the client its token, because it is new or was rotated.
    pub(super) fn with_token(mut self, provider: &Provider, client: &ClientRow) -> Self {
        let claims = ClientClaims {
            id: client.id.clone(),
            rotating_token: client.rotation.clone(),
        };
        self.client_token = Some(claims.seal(&provider.instance.mac_keys));
        self
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        if let Some(token) = self.client_token {
            let mut token =
                HeaderValue::try_from(token).expect("base64url and dots fit in a header");
            token.set_sensitive(true);
            response.headers_mut().insert(AUTHORIZATION, token);
        }
        response
    }
}
