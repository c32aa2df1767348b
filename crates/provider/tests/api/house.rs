use std::path::Path;

use ambient::{Clock, Random};
use axum::Router;
use axum::body::Body;
use clerk::types::Jwks;
use clerk::{SessionClaims, SessionVerifier};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use provider::{NewPassword, NewUser, Provider, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;
use url::form_urlencoded::Serializer;

use crate::spec;

pub(crate) const HOST: &str = "127.0.0.1:3010";
pub(crate) const START: i64 = 1_790_000_000_000;
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A provider on a database of its own.
pub(crate) struct House {
    pub(crate) provider: Provider,
    /// Holds every answer against the published descriptions.
    pub(crate) router: Router,
    pub(crate) clock: Clock,
    pub(crate) directory: TempDir,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// A native application with its client token.
#[derive(Clone, Default)]
pub(crate) struct Device {
    pub(crate) token: String,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(Settings::new(HOST)).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = Clock::manual(START);
        let provider = open(directory.path(), settings, &clock, 1).await;
        Self {
            router: spec::checked(provider.router()),
            provider,
            clock,
            directory,
        }
    }

    /// Creates a user with [`PASSWORD`] and gives its id.
    pub(crate) async fn user(&self, email: &str) -> String {
        self.new_user(NewUser {
            email_addresses: vec![email.to_owned()],
            first_name: Some("Ann".to_owned()),
            last_name: Some("Example".to_owned()),
            password: Some(NewPassword::Plain(PASSWORD.to_owned())),
            ..NewUser::default()
        })
        .await
    }

    pub(crate) async fn new_user(&self, new: NewUser) -> String {
        self.provider.users().create(new).await.unwrap().id
    }

    /// A device that `email` has just signed in on with [`PASSWORD`], and the session's id.
    pub(crate) async fn signed_in(&self, email: &str) -> (Device, String) {
        self.signed_in_with(email, PASSWORD).await
    }

    /// The same with another password.
    pub(crate) async fn signed_in_with(&self, email: &str, password: &str) -> (Device, String) {
        let mut device = Device::default();
        let reply = device.sign_in(self, email, password).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        (device, reply.created_session())
    }

    /// An actor token for `user_id`, as the Backend API answers it.
    pub(crate) async fn actor_token(&self, user_id: &str) -> Value {
        let body = json!({"user_id": user_id, "actor": {"sub": "user_staff"}});
        self.backend(Method::POST, "/v1/actor_tokens", Some(body))
            .await
            .ok()
    }

    /// A device with an impersonated session of `user_id`, and the session's id.
    pub(crate) async fn impersonating(&self, user_id: &str) -> (Device, String) {
        let ticket = self.actor_token(user_id).await["token"]
            .as_str()
            .unwrap()
            .to_owned();
        let mut device = Device::default();
        let reply = device.ticket(self, &ticket).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        (device, reply.created_session())
    }

    /// The Backend API with the right key.
    pub(crate) async fn backend(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let key = self.provider.secret_key();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST)
            .header("authorization", format!("Bearer {}", key.expose()))
            .header("content-type", "application/json")
            .header("clerk-api-version", "2026-05-12");
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    /// A POST to the Backend API.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.backend(Method::POST, path, Some(body)).await
    }

    /// A PATCH of the Backend API.
    pub(crate) async fn patch(&self, path: &str, body: Value) -> Reply {
        self.backend(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.backend(Method::GET, path, None).await
    }

    /// Sends any request; its answer is in JSON or empty.
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = if parts.status == StatusCode::NO_CONTENT {
            assert!(body.is_empty());
            Value::Null
        } else {
            assert_eq!(
                parts.headers["content-type"], "application/json",
                "exactly, for Clerk's packages"
            );
            serde_json::from_slice(&body).unwrap()
        };
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) async fn verify(&self, jwt: &str) -> SessionClaims {
        self.verify_by(&self.provider.jwks().await.unwrap(), jwt)
    }

    /// The same with keys that are at hand.
    pub(crate) fn verify_by(&self, keys: &Jwks, jwt: &str) -> SessionClaims {
        let verifier = SessionVerifier::new(self.provider.issuer(), keys);
        verifier.verify(jwt, self.clock.now()).unwrap()
    }
}

/// Opens a provider on the database in `directory`.
pub(crate) async fn open(
    directory: &Path,
    settings: Settings,
    clock: &Clock,
    seed: u64,
) -> Provider {
    let path = directory.join("provider.db");
    let pool = database::open(&path, database::Schema::Provider)
        .await
        .unwrap();
    Provider::open(pool, settings, clock.clone(), Random::seeded(seed))
        .await
        .unwrap()
}

impl Device {
    pub(crate) async fn call(
        &mut self,
        house: &House,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
    ) -> Reply {
        let joint = if path.contains('?') { '&' } else { '?' };
        let uri = format!("{path}{joint}_is_native=1&__clerk_api_version=2026-08-20");
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header("host", HOST)
            .header("authorization", &self.token)
            .header("content-type", "application/x-www-form-urlencoded");
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let reply = house.send(request.body(Body::from(body)).unwrap()).await;
        if let Some(token) = reply.headers.get("authorization") {
            token.to_str().unwrap().clone_into(&mut self.token);
        }
        reply
    }

    pub(crate) async fn post(&mut self, house: &House, path: &str, form: &[(&str, &str)]) -> Reply {
        self.call(house, Method::POST, path, form).await
    }

    pub(crate) async fn get(&mut self, house: &House, path: &str) -> Reply {
        self.call(house, Method::GET, path, &[]).await
    }

    pub(crate) async fn sign_in(
        &mut self,
        house: &House,
        identifier: &str,
        password: &str,
    ) -> Reply {
        let form = [
            ("strategy", "password"),
            ("identifier", identifier),
            ("password", password),
        ];
        self.post(house, "/v1/client/sign_ins", &form).await
    }

    pub(crate) async fn ticket(&mut self, house: &House, ticket: &str) -> Reply {
        let form = [("strategy", "ticket"), ("ticket", ticket)];
        self.post(house, "/v1/client/sign_ins", &form).await
    }

    pub(crate) async fn session(&mut self, house: &House, id: &str, action: &str) -> Reply {
        self.post(house, &format!("/v1/client/sessions/{id}/{action}"), &[])
            .await
    }
}

impl Reply {
    /// The body of a success.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self.body
    }

    pub(crate) fn refused(&self, status: u16, code: &str) {
        let said = self.body["errors"][0]["code"].as_str();
        assert_eq!(
            (self.status.as_u16(), said),
            (status, Some(code)),
            "{}",
            self.body
        );
        assert!(self.body["clerk_trace_id"].is_string());
    }

    pub(crate) fn param(&self) -> &str {
        self.body["errors"][0]["meta"]["param_name"]
            .as_str()
            .unwrap_or_default()
    }

    pub(crate) fn created_session(&self) -> String {
        self.body["response"]["created_session_id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) fn jwt(&self) -> &str {
        self.body["jwt"].as_str().unwrap()
    }
}
