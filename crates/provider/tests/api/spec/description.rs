//! One of Clerk's descriptions: where it is, and whether a value fits what it says.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

pub(super) struct Description {
    pub(super) api: &'static str,
    pub(super) root: Value,
}

pub(super) fn directory() -> PathBuf {
    let beside = || {
        let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        let folders = above.map(|folder| folder.join("shared/clerk-openapi"));
        folders.into_iter().find(|folder| folder.is_dir())
    };
    let named = std::env::var_os("CLERK_OPENAPI_DIR").map(PathBuf::from);
    named.or_else(beside).unwrap_or_default()
}

/// Reads a description, from a copy in JSON if an earlier test left one: the YAML takes its time.
pub(super) fn read(api: &'static str, version: &str) -> Option<Description> {
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

impl Description {
    /// The description of a path, and of what a method does there.
    pub(super) fn operation(&self, method: &str, path: &str) -> Option<(&Value, &Value)> {
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
    pub(super) fn read_texts(
        &self,
        schema: &Value,
        name: &str,
        texts: &[(String, String)],
    ) -> Option<Value> {
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
    pub(super) fn read_form(&self, schema: &Value, fields: &[(String, String)]) -> Value {
        let mut form = Map::new();
        for (name, _) in fields {
            let value = self.read_texts(&schema["properties"][name], name, fields);
            form.insert(name.clone(), value.unwrap_or_default());
        }
        Value::Object(form)
    }

    pub(super) fn check_response(&self, response: &Value, body: &Value) {
        let response = self.resolve(response);
        let schema = &response["content"]["application/json"]["schema"];
        if !schema.is_null() {
            self.check_schema(schema, body);
        }
    }

    pub(super) fn check_named(&self, name: &str, body: &Value) {
        self.check_schema(&self.root["components"]["schemas"][name], body);
    }

    pub(super) fn check_schema(&self, schema: &Value, body: &Value) {
        if let Err(why) = self.fits(schema, body, "$") {
            panic!("{why}\n{body:#}");
        }
    }

    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
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
