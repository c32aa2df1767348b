//! Holds requests and answers against Clerk's published `OpenAPI` descriptions. The console's tests share it.
//!
//! They are found by `CLERK_OPENAPI_DIR`, else beside the repository; without them nothing is held
//! against anything, which one test says aloud.

#[path = "spec/description.rs"]
mod description;
#[path = "spec/noticed.rs"]
mod noticed;

use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use url::form_urlencoded;

use description::{Description, read};

/// What Clerk's own SDKs send in a query and the descriptions do not list for each operation: the version in place
/// of the header, the mark of a native application (a security scheme there), another method than the POST that
/// carries it, and the session that speaks.
const UNLISTED: [&str; 4] = [
    "__clerk_api_version",
    "_is_native",
    "_method",
    "_clerk_session_id",
];

const VERSION: &str = "2026-05-12";

static DESCRIPTIONS: OnceLock<Vec<Description>> = OnceLock::new();

/// Webhooks have a description and a version of their own.
static WEBHOOKS: OnceLock<Option<Description>> = OnceLock::new();

fn descriptions() -> &'static [Description] {
    DESCRIPTIONS.get_or_init(|| {
        ["fapi", "bapi"]
            .into_iter()
            .filter_map(|api| read(api, VERSION))
            .collect()
    })
}

/// Panics with what is wrong if a request is not as it is described.
pub(crate) fn check_request(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let key = text(header::AUTHORIZATION.as_str()).unwrap_or_default();
    // The key tells which API is meant: on the Frontend API nobody shows it.
    let is_backend = key.starts_with("Bearer sk_");
    let api = if is_backend { "bapi" } else { "fapi" };
    let Some(description) = descriptions().iter().find(|known| known.api == api) else {
        return;
    };
    let query: Vec<_> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect();
    let one = |wanted: &str| {
        query
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|it| &*it.1)
    };
    let said = if is_backend {
        text("clerk-api-version")
    } else {
        assert_eq!(one("_is_native"), Some("1"), "{method} {uri}");
        one("__clerk_api_version")
    };
    assert_eq!(said, Some(VERSION), "{method} {uri}");
    for strange in ["cookie", "origin", "referer"] {
        assert_eq!(text(strange), None, "{method} {uri}");
    }
    let method = one("_method")
        .unwrap_or(method.as_str())
        .to_ascii_lowercase();
    let Some((path, operation)) = description.operation(&method, uri.path()) else {
        panic!("{method} {uri} is described nowhere");
    };
    let parameters = [&path["parameters"], &operation["parameters"]].into_iter();
    let parameters = parameters.flat_map(|list| list.as_array().into_iter().flatten());
    let parameters: Vec<_> = parameters
        .map(|parameter| description.resolve(parameter))
        .filter(|parameter| parameter["in"] == "query")
        .collect();
    for name in query.iter().map(|(name, _)| name.as_str()) {
        let listed = parameters.iter().any(|it| it["name"] == name);
        assert!(listed || UNLISTED.contains(&name), "{method} {uri}: {name}");
    }
    for parameter in parameters {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = description.read_texts(&parameter["schema"], name, &query);
        assert!(
            value.is_some() || parameter["required"] != true,
            "{method} {uri} lacks {name}"
        );
        if let Some(value) = value {
            description.check_schema(&parameter["schema"], &value);
        }
    }
    let content = description.resolve(&operation["requestBody"])["content"].clone();
    let kind = text(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    if !body.is_empty() {
        assert!(content[kind].is_object(), "{method} {uri} as {kind}");
    }
    // SDKs name the type without a body, too: what is required is missing then.
    let schema = description.resolve(&content[kind]["schema"]);
    let body = if kind == "application/json" && !body.is_empty() {
        serde_json::from_slice(body).expect("the body is JSON")
    } else {
        let fields: Vec<_> = form_urlencoded::parse(body).into_owned().collect();
        description.read_form(schema, &fields)
    };
    if !schema.is_null() {
        description.check_schema(schema, &body);
    }
    if let (Some(fields), Some(listed)) = (body.as_object(), schema["properties"].as_object()) {
        for name in fields.keys() {
            assert!(listed.contains_key(name), "{method} {uri} with {name}");
        }
    }
}

/// The same provider; whatever it answers, to whomever, is held against its description.
pub fn checked(provider: Router) -> Router {
    provider.layer(from_fn(check_answer))
}

async fn check_answer(request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let (parts, body) = next.run(request).await.into_parts();
    let bytes = body.collect().await.expect("a body in memory").to_bytes();
    let body = match &bytes[..] {
        [] => Value::Null,
        text => serde_json::from_slice(text).expect("the provider answers in JSON alone"),
    };
    check(&method, &uri, parts.status, &body);
    Response::from_parts(parts, Body::from(bytes))
}

/// Panics with the place that differs if the answer is not as it is described.
pub(crate) fn check(method: &Method, uri: &Uri, status: StatusCode, body: &Value) {
    let query = uri.query().unwrap_or_default();
    let overridden = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("_method="));
    let method = overridden.unwrap_or(method.as_str()).to_ascii_lowercase();
    for description in descriptions() {
        let Some((_, operation)) = description.operation(&method, uri.path()) else {
            continue;
        };
        match operation["responses"].get(status.as_str()) {
            // The envelope of pages is in no description: Clerk's packages read it, and the list is in it.
            Some(response) if query.contains("paginated=true") && status.is_success() => {
                assert!(body["total_count"].is_u64(), "{body}");
                description.check_response(response, &body["data"]);
            }
            Some(response) => description.check_response(response, body),
            // Descriptions do not list every refusal; what they leave out may only be Clerk's envelope.
            None if status.is_client_error() => description.check_named("ClerkErrors", body),
            None => panic!("{method} {uri} does not list status {status}: {body}"),
        }
        return;
    }
}

/// Panics with the place that differs if the body of a webhook is not as it is described.
pub(crate) fn check_webhook(body: &Value) {
    let Some(description) = WEBHOOKS.get_or_init(|| read("webhooks", "2025-04-15")) else {
        return;
    };
    let kind = body["type"].as_str().unwrap_or_default();
    let event = &description.root["x-webhooks"][kind]["post"];
    assert!(event.is_object(), "{kind:?} is no event");
    assert_eq!(body["object"], "event");
    description.check_named("WebhookEventPayload", body);
    let mut data = body["data"].clone();
    let named = match kind.split_once('.') {
        Some(("session", _)) => {
            // A session with its user: each is described by itself, and may have nothing that is not.
            let user = data.as_object_mut().and_then(|data| data.remove("user"));
            description.check_named("User", &user.expect("a session's event tells whose it is"));
            "Session"
        }
        Some((_, "deleted")) => "DeletedObject",
        _ => "User",
    };
    description.check_named(named, &data);
}
