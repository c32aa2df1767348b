//! A stand-in for Clerk: a real axum router that keeps what it is asked and answers what it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use clerk::{BackendClient, FrontendClient, Local, SecretKey};
use serde_json::Value;

pub const SECRET_KEY: &str = "sk_test_hidden";

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: Method,
    pub target: String,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Received {
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("text"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }
}

#[derive(Clone)]
pub struct Stand {
    received: Arc<Mutex<Vec<Received>>>,
    status: StatusCode,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Stand {
    pub fn answering(status: u16, body: &Value) -> Self {
        Self::answering_text(status, &[], &body.to_string())
    }

    pub fn answering_text(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        let status = StatusCode::from_u16(status).expect("a status");
        Self {
            received: Arc::default(),
            status,
            headers,
            body: body.to_owned(),
        }
    }

    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    pub fn backend(&self) -> BackendClient {
        let url = "https://api.clerk.test".parse().expect("a url");
        BackendClient::new(
            Arc::new(Local::new(self.router())),
            url,
            SecretKey::new(SECRET_KEY),
        )
    }

    pub fn frontend(&self) -> FrontendClient {
        let url = "https://clerk.example.test".parse().expect("a url");
        FrontendClient::new(Arc::new(Local::new(self.router())), url)
    }

    pub fn all(&self) -> Vec<Received> {
        self.received.lock().expect("not poisoned").clone()
    }

    /// The one request there was.
    pub fn one(&self) -> Received {
        let all = self.all();
        assert_eq!(all.len(), 1, "{all:?}");
        all.into_iter().next().expect("one")
    }
}

async fn answer(State(stand): State<Stand>, parts: Parts, body: Bytes) -> impl IntoResponse {
    stand.received.lock().expect("not poisoned").push(Received {
        method: parts.method,
        target: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).expect("text"),
    });
    let mut response = Response::new(Body::from(stand.body));
    *response.status_mut() = stand.status;
    for (name, value) in stand.headers {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::try_from(value).expect("a value"),
        );
    }
    response
}
