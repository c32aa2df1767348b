//! Holds requests and answers against Clerk's published `OpenAPI` descriptions. The console's tests share it.
//!
//! They are found by `CLERK_OPENAPI_DIR`, else beside the repository; without them nothing is held
//! against anything, which one test says aloud.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};
use tower::ServiceExt as _;
use url::form_urlencoded;

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

struct Description {
    api: &'static str,
    root: Value,
}

static DESCRIPTIONS: OnceLock<Vec<Description>> = OnceLock::new();

/// Webhooks have a description and a version of their own.
static WEBHOOKS: OnceLock<Option<Description>> = OnceLock::new();

fn directory() -> PathBuf {
    let beside = || {
        let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        let folders = above.map(|folder| folder.join("shared/clerk-openapi"));
        folders.into_iter().find(|folder| folder.is_dir())
    };
    let named = std::env::var_os("CLERK_OPENAPI_DIR").map(PathBuf::from);
    named.or_else(beside).unwrap_or_default()
}

fn descriptions() -> &'static [Description] {
    DESCRIPTIONS.get_or_init(|| {
        ["fapi", "bapi"]
            .into_iter()
            .filter_map(|api| read(api, VERSION))
            .collect()
    })
}

/// Reads a description, from a copy in JSON if an earlier test left one: the YAML takes its time.
fn read(api: &'static str, version: &str) -> Option<Description> {
    let source = directory().join(api).join(format!("{version}.yml"));
    let text = std::fs::read_to_string(&source).ok()?;
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{api}-{}.json", text.len()));
    let copied = std::fs::read(&copy)
        .ok()
        .and_then(|copied| serde_json::from_slice(&copied).ok());
    let root = copied.unwrap_or_else(|| {
        let options = serde_saphyr::options! { budget: None };
        let root: Value =
            serde_saphyr::from_str_with_options(&text, options).expect("the description is YAML");
        // Another process may be reading: the copy appears whole or not at all.
        let half = copy.with_extension(format!("{}.half", std::process::id()));
        std::fs::write(&half, root.to_string()).expect("the build directory can be written");
        std::fs::rename(&half, &copy).expect("the build directory can be written");
        root
    });
    Some(Description { api, root })
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

impl Description {
    /// The description of a path, and of what a method does there.
    fn operation(&self, method: &str, path: &str) -> Option<(&Value, &Value)> {
        let paths = self.root["paths"].as_object()?;
        // A slash at the end makes no difference.
        let path = path.strip_suffix('/').unwrap_or(path);
        // Backend paths have no version in front of them; literal segments go before parameters.
        let bare = path.strip_prefix("/v1").unwrap_or(path);
        let mut templates: Vec<_> = paths
            .keys()
            .filter(|template| matches(template, path) || matches(template, bare))
            .collect();
        templates.sort_by_key(|template| template.matches('{').count());
        templates
            .into_iter()
            .map(|template| (&paths[template], &paths[template][method]))
            .find(|(_, operation)| operation.is_object())
    }

    /// What texts of this name stand for, if there are any.
    fn read_texts(&self, schema: &Value, name: &str, texts: &[(String, String)]) -> Option<Value> {
        let values: Vec<_> = texts
            .iter()
            .filter(|(given, _)| given == name)
            .map(|(_, text)| text.as_str())
            .collect();
        let schema = self.resolve(schema);
        if schema["type"] == "array" {
            let items = self.resolve(&schema["items"]);
            let values = values.iter().map(|text| read_text(items, text)).collect();
            return Some(Value::Array(values)).filter(|list| list != &Value::Array(Vec::new()));
        }
        assert!(values.len() < 2, "{name} is there more than once");
        values.first().map(|text| read_text(schema, text))
    }

    /// What a form stands for.
    fn read_form(&self, schema: &Value, fields: &[(String, String)]) -> Value {
        let mut form = Map::new();
        for (name, _) in fields {
            let value = self.read_texts(&schema["properties"][name], name, fields);
            form.insert(name.clone(), value.unwrap_or_default());
        }
        Value::Object(form)
    }

    fn check_response(&self, response: &Value, body: &Value) {
        let response = self.resolve(response);
        let schema = &response["content"]["application/json"]["schema"];
        if !schema.is_null() {
            self.check_schema(schema, body);
        }
    }

    fn check_named(&self, name: &str, body: &Value) {
        self.check_schema(&self.root["components"]["schemas"][name], body);
    }

    fn check_schema(&self, schema: &Value, body: &Value) {
        if let Err(why) = self.fits(schema, body, "$") {
            panic!("{why}\n{body:#}");
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => {
                let pointer = reference.trim_start_matches('#');
                self.resolve(
                    self.root
                        .pointer(pointer)
                        .expect("references lead somewhere"),
                )
            }
            None => schema,
        }
    }

    fn fits(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let schema = self.resolve(schema);
        if value.is_null() && schema["nullable"] == true {
            return Ok(());
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.fits(part, value, at)?;
        }
        if let Some(options) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let tried: Vec<_> = options
                .iter()
                .map(|option| self.fits(option, value, at))
                .collect();
            if tried.iter().all(Result::is_err) {
                return Err(format!("{at}: fits none of its forms: {tried:?}"));
            }
        }
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            return Err(format!("{at}: {value} is not one of {words:?}"));
        }
        self.fits_type(schema, value, at)?;
        self.fits_members(schema, value, at)
    }

    fn fits_type(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let fits = match schema["type"].as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => true,
        };
        if !fits {
            return Err(format!("{at}: {value} is no {}", schema["type"]));
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            if !schema["items"].is_null() {
                self.fits(&schema["items"], item, &format!("{at}[{index}]"))?;
            }
        }
        Ok(())
    }

    fn fits_members(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let Some(members) = value.as_object() else {
            return Ok(());
        };
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !members.contains_key(name) {
                return Err(format!("{at}.{name} is missing"));
            }
        }
        for (name, member) in members {
            let described = &schema["properties"][name];
            if !described.is_null() {
                self.fits(described, member, &format!("{at}.{name}"))?;
            } else if schema["additionalProperties"] == false {
                return Err(format!("{at}.{name} is not described"));
            }
        }
        Ok(())
    }
}

/// What a text stands for. One that does not fit stays text, which no number is.
fn read_text(schema: &Value, text: &str) -> Value {
    let typed = matches!(
        schema["type"].as_str(),
        Some("integer" | "number" | "boolean")
    );
    let read = typed.then(|| serde_json::from_str(text).ok()).flatten();
    read.unwrap_or_else(|| text.into())
}

fn matches(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[test]
fn an_answer_that_differs_from_its_description_is_noticed() {
    if descriptions().is_empty() {
        eprintln!("Clerk's API descriptions are not at hand: answers are not held against them.");
        return;
    }
    let uri = Uri::from_static("/v1/users/user_1/verify_password");
    let wrong = |body: Value| {
        std::panic::catch_unwind(|| check(&Method::POST, &uri, StatusCode::OK, &body)).is_err()
    };
    assert!(
        wrong(serde_json::json!({"verified": "yes"})),
        "a wrong type"
    );
    assert!(!wrong(serde_json::json!({"verified": true})));
    let user = Uri::from_static("/v1/users/user_1");
    let lacking = std::panic::catch_unwind(|| {
        check(
            &Method::GET,
            &user,
            StatusCode::OK,
            &serde_json::json!({"id": "user_1"}),
        );
    });
    assert!(lacking.is_err(), "missing members");
    let unlisted = std::panic::catch_unwind(|| {
        check(
            &Method::GET,
            &user,
            StatusCode::PAYMENT_REQUIRED,
            &serde_json::json!({}),
        );
    });
    assert!(
        unlisted.is_err(),
        "a status that is not listed, without the envelope"
    );
    let unlisted = std::panic::catch_unwind(|| {
        check(
            &Method::GET,
            &user,
            StatusCode::ACCEPTED,
            &serde_json::json!({}),
        );
    });
    assert!(unlisted.is_err(), "a success that is not listed");
}

#[tokio::test]
async fn an_answer_is_held_against_its_description_whoever_it_is_given_to() {
    if descriptions().is_empty() {
        return;
    }
    let answers = |body: &'static str| {
        let provider = Router::new().fallback(async move || body);
        let request = Request::post("/v1/users/user_1/verify_password");
        let answer = checked(provider).oneshot(request.body(Body::empty()).expect("a request"));
        tokio::spawn(answer)
    };
    assert!(answers(r#"{"verified":true}"#).await.is_ok());
    for wrong in [r#"{"verified":"yes"}"#, "verified", ""] {
        assert!(answers(wrong).await.is_err(), "{wrong:?}");
    }
}

#[test]
fn a_request_that_differs_from_its_description_is_noticed() {
    if descriptions().is_empty() {
        eprintln!("Clerk's API descriptions are not at hand: requests are not held against them.");
        return;
    }
    let json = [
        ("authorization", "Bearer sk_test_x"),
        ("clerk-api-version", VERSION),
        ("content-type", "application/json"),
    ];
    let form = [
        ("authorization", ""),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let wrong = |headers: &[(&'static str, &str)], method: &str, uri: &str, body: &str| {
        let header = |(name, value): &(&'static str, &str)| {
            let value = value.parse().expect("a header");
            (http::HeaderName::from_static(name), value)
        };
        let headers = headers.iter().map(header).collect();
        let (method, uri) = (method.parse().expect("one"), uri.parse().expect("one"));
        let check = || check_request(&method, &uri, &headers, body.as_bytes());
        std::panic::catch_unwind(check).is_err()
    };
    let sign_ins = "/v1/client/sign_ins?__clerk_api_version=2026-05-12&_is_native=1";
    let ticket = r#"{"user_id":"user_1","actor":{"sub":"user_2"},"expires_in_seconds":60}"#;
    assert!(!wrong(
        &json,
        "GET",
        "/v1/users?limit=26&user_id=a&user_id=b",
        ""
    ));
    assert!(!wrong(&json, "POST", "/v1/actor_tokens", ticket));
    assert!(!wrong(
        &form,
        "POST",
        sign_ins,
        "strategy=password&password=5"
    ));
    for (method, uri, body) in [
        ("GET", "/v1/user", ""),
        ("DELETE", "/v1/jwks", ""),
        ("GET", "/v1/users?limit=many", ""),
        ("GET", "/v1/users?limits=5", ""),
        ("GET", "/v1/users?limit=5&limit=6", ""),
        ("POST", "/v1/actor_tokens", ""),
        ("POST", "/v1/actor_tokens", r#"{"user_id":"user_1"}"#),
        ("POST", "/v1/actor_tokens", r#"{"user_id":7,"actor":{}}"#),
        (
            "POST",
            "/v1/actor_tokens",
            &ticket.replace("60", "60,\"more\":1"),
        ),
    ] {
        assert!(wrong(&json, method, uri, body), "{method} {uri} {body}");
    }
    assert!(wrong(&json[..1], "GET", "/v1/users", ""), "no version");
    assert!(
        wrong(&json, "POST", sign_ins, "strategy=password"),
        "another API"
    );
    assert!(wrong(
        &form,
        "POST",
        "/v1/client/sign_ins",
        "strategy=password"
    ));
    assert!(wrong(
        &form,
        "POST",
        sign_ins,
        "strategy=password&horoscope=good"
    ));
    assert!(wrong(
        &form,
        "POST",
        &format!("{sign_ins}&more=1"),
        "strategy=password"
    ));
}

#[test]
fn a_webhook_that_differs_from_its_description_is_noticed() {
    if directory().join("webhooks").read_dir().is_err() {
        eprintln!("Clerk's description of webhooks is not at hand: none is held against it.");
        return;
    }
    let wrong = |body: Value| std::panic::catch_unwind(|| check_webhook(&body)).is_err();
    let event = |kind: &str, data: Value| serde_json::json!({"object": "event", "type": kind, "timestamp": 1, "instance_id": "ins_1", "data": data});
    let gone = serde_json::json!({"object": "user", "id": "user_1", "deleted": true});
    assert!(!wrong(event("user.deleted", gone.clone())));
    assert!(wrong(event("user.vanished", gone.clone())), "no such event");
    assert!(wrong(event("user.updated", gone.clone())), "no user");
    assert!(wrong(event("session.ended", gone.clone())), "no session");
    let mut more = event("user.deleted", gone.clone());
    more["data"]["name"] = "Ann".into();
    assert!(wrong(more), "a member that is not described");
    let mut without = event("user.deleted", gone);
    without
        .as_object_mut()
        .expect("an object")
        .remove("instance_id");
    assert!(wrong(without), "no instance");
}
