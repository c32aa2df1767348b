use http::request::Parts;
use leptos::prelude::use_context;
use url::form_urlencoded;

/// A parameter of the address that is rendered; empty when it is not there. Read from the request itself,
/// since the query map of `leptos_router` 0.8.17 decodes values twice: `100%25` would be `100`.
pub fn query(name: &str) -> String {
    let Some(parts) = use_context::<Parts>() else {
        return String::new();
    };
    let query = parts.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
