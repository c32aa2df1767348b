//! Holds answers against Clerk's published `OpenAPI` descriptions.
//!
//! They are found by `CLERK_OPENAPI_DIR`, else beside the repository; without them nothing is held
//! against anything, which one test says aloud.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use http::{Method, StatusCode, Uri};
use serde_json::{Map, Value};

struct Description {
    root: Value,
}

static DESCRIPTIONS: OnceLock<Vec<Description>> = OnceLock::new();

fn directory() -> PathBuf {
    std::env::var_os("CLERK_OPENAPI_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/clerk-openapi"),
        PathBuf::from,
    )
}

fn descriptions() -> &'static [Description] {
    DESCRIPTIONS.get_or_init(|| {
        ["fapi", "bapi"]
            .iter()
            .filter_map(|api| read(api))
            .collect()
    })
}

/// Reads a description, from a copy in JSON if an earlier test left one: the YAML takes its time.
fn read(api: &str) -> Option<Description> {
    let source = directory().join(api).join("2026-05-12.yml");
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
    Some(Description { root })
}

/// Panics with the place that differs if the answer is not as it is described.
pub(crate) fn check(method: &Method, uri: &Uri, status: StatusCode, body: &Value) {
    let query = uri.query().unwrap_or_default();
    let overridden = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("_method="));
    let method = overridden.unwrap_or(method.as_str()).to_ascii_lowercase();
    for description in descriptions() {
        let Some(responses) = description.operation(&method, uri.path()) else {
            continue;
        };
        match responses.get(status.as_str()) {
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

impl Description {
    fn operation(&self, method: &str, path: &str) -> Option<&Map<String, Value>> {
        let paths = self.root["paths"].as_object()?;
        // Backend paths have no version in front of them; literal segments go before parameters.
        let bare = path.strip_prefix("/v1").unwrap_or(path);
        let mut templates: Vec<_> = paths
            .keys()
            .filter(|template| matches(template, path) || matches(template, bare))
            .collect();
        templates.sort_by_key(|template| template.matches('{').count());
        templates
            .into_iter()
            .find_map(|template| paths[template][method]["responses"].as_object())
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
