use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use url::form_urlencoded::Serializer;

/// A request, as a browser sends it until a test changes it.
#[derive(Clone)]
pub struct Call {
    method: Method,
    pub path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

const PAGE: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

impl Call {
    /// The address bar.
    pub fn navigate(path: impl Into<String>) -> Self {
        let call = Self {
            method: Method::GET,
            path: path.into(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        };
        call.with("accept", PAGE)
            .with("sec-fetch-site", "none")
            .with("sec-fetch-mode", "navigate")
            .with("sec-fetch-dest", "document")
    }

    /// A form of one of the console's own pages at `origin`.
    pub fn form(origin: &str, path: impl Into<String>, fields: &[(String, String)]) -> Self {
        let mut call = Self::navigate(path)
            .with("origin", origin)
            .with("referer", &format!("{origin}/dashboard"))
            .with("sec-fetch-site", "same-origin")
            .with("content-type", "application/x-www-form-urlencoded");
        call.method = Method::POST;
        call.body = Serializer::new(String::new())
            .extend_pairs(fields)
            .finish()
            .into_bytes();
        call
    }

    /// A script of one of the console's own pages.
    pub fn fetch(origin: &str, path: impl Into<String>, fields: &[(String, String)]) -> Self {
        Self::form(origin, path, fields)
            .with("accept", "application/json")
            .with("sec-fetch-mode", "cors")
            .with("sec-fetch-dest", "empty")
    }

    /// With another method.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// With a header, in place of what it was.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers
            .insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    /// Without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// With a body of its own.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The body, which may serve as a query.
    pub fn body_text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn into_request(self) -> Request<Body> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .header("content-length", self.body.len())
            .body(Body::from(self.body))
            .unwrap();
        request.headers_mut().extend(self.headers);
        request
    }
}
