use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use clerk::{WebhookHead, WebhookVerifier};
use http::{HeaderMap, Method, StatusCode, header};
use http_body_util::BodyExt as _;
use provider::{Deliverer, Provider, Settings};
use serde_json::Value;
use tokio::net::TcpListener;
use url::Url;

use crate::house::{HOST, House};
use crate::spec;

/// So long is waited for an endpoint here.
const PATIENCE: Duration = Duration::from_millis(500);

/// An endpoint of an application, on a port of its own.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) url: Url,
    told: Arc<Mutex<Told>>,
}

/// What an endpoint does with what it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Answers(u16),
    /// Leads to a path of its own.
    Redirects,
    Hangs,
}

struct Told {
    manner: Manner,
    received: Vec<Received>,
}

/// What an endpoint was sent, whatever it did with it.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) body: Value,
}

impl Endpoint {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let endpoint = Self {
            url: format!("http://{address}/hooks?to=me").parse().unwrap(),
            told: Arc::new(Mutex::new(Told {
                manner: Manner::Answers(204),
                received: Vec::new(),
            })),
        };
        let router = Router::new().fallback(take).with_state(endpoint.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        endpoint
    }

    pub(crate) fn behave(&self, manner: Manner) {
        self.with(|told| told.manner = manner);
    }

    /// What came since this was asked before.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.with(|told| std::mem::take(&mut told.received))
    }

    fn with<T>(&self, work: impl FnOnce(&mut Told) -> T) -> T {
        work(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn take(State(endpoint): State<Endpoint>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    let manner = endpoint.with(|told| {
        told.received.push(Received {
            path: parts.uri.to_string(),
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap(),
            bytes,
        });
        told.manner
    });
    match manner {
        Manner::Answers(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Manner::Redirects => (
            StatusCode::TEMPORARY_REDIRECT,
            [(header::LOCATION, "/elsewhere")],
        )
            .into_response(),
        Manner::Hangs => std::future::pending().await,
    }
}

impl Received {
    pub(crate) fn kind(&self) -> &str {
        self.body["type"].as_str().unwrap()
    }

    pub(crate) fn id(&self) -> &str {
        self.headers["svix-id"].to_str().unwrap()
    }

    /// It is signed now, and as Clerk's description has it.
    pub(crate) fn check(&self, house: &House) {
        let head = WebhookHead::read(&self.headers, house.clock.now()).unwrap();
        let secret = house.provider.webhook_signing_secret();
        let verifier = WebhookVerifier::new(secret.expose()).unwrap();
        verifier.verify(&head, &self.bytes).unwrap();
        assert_eq!(self.headers["content-type"], "application/json");
        assert_eq!(self.body["instance_id"], house.provider.instance_id());
        spec::check_webhook(&self.body);
    }
}

/// Settings with those endpoints.
pub(crate) fn told_to(endpoints: &[&Endpoint]) -> Settings {
    Settings {
        webhook_urls: endpoints.iter().map(|it| it.url.clone()).collect(),
        ..Settings::new(HOST)
    }
}

/// A house that tells one endpoint.
pub(crate) async fn house() -> (House, Endpoint) {
    let endpoint = Endpoint::new().await;
    (House::with(told_to(&[&endpoint])).await, endpoint)
}

pub(crate) fn deliverer(house: &House) -> Deliverer {
    of(&house.provider, house)
}

/// What sends for a provider at the time of the house.
pub(crate) fn of(provider: &Provider, house: &House) -> Deliverer {
    let deliverer = Deliverer::new(provider, house.clock.clone(), PATIENCE).unwrap();
    deliverer.expect("there is an endpoint")
}

/// Delivers what there is to be told; each as it has to be.
pub(crate) async fn told(house: &House, endpoint: &Endpoint) -> Vec<Received> {
    deliverer(house).deliver_due().await.unwrap();
    let received = endpoint.received();
    for one in &received {
        one.check(house);
    }
    received
}

/// The kinds of what there is to be told.
pub(crate) async fn kinds(house: &House, endpoint: &Endpoint) -> Vec<String> {
    let told = told(house, endpoint).await;
    told.iter().map(|one| one.kind().to_owned()).collect()
}

/// No kinds.
pub(crate) const NOTHING: [&str; 0] = [];

/// Something that the Backend API does.
pub(crate) async fn act(house: &House, method: Method, path: &str, body: Value) -> Value {
    house.backend(method, path, Some(body)).await.ok()
}

/// What each is about.
pub(crate) fn ids(told: &[Received]) -> Vec<&str> {
    told.iter()
        .map(|one| one.body["data"]["id"].as_str().unwrap())
        .collect()
}
