use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response};
use url::form_urlencoded::Serializer;

/// As much of a browser as the console asks for: it keeps cookies and says where a form comes from.
pub struct Browser {
    client: Client,
    origin: String,
    cookies: BTreeMap<String, String>,
    key: Option<String>,
}

/// What the console answered.
pub struct Answer {
    request: String,
    status: u16,
    location: Option<String>,
    body: String,
}

impl Browser {
    /// A new browser for the console at `origin`.
    pub fn new(origin: &str) -> anyhow::Result<Self> {
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            client,
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
            key: None,
        })
    }

    /// The same, for what is asked for with a secret key.
    pub fn with_key(self, key: &str) -> Self {
        let key = Some(format!("Bearer {key}"));
        Self { key, ..self }
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let request = self.client.get(format!("{}{path}", self.origin));
        self.send(format!("GET {path}"), request).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .client
            .post(format!("{}{path}", self.origin))
            .header(ORIGIN, &self.origin)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        self.send(format!("POST {path}"), request).await
    }

    async fn send(&mut self, name: String, request: RequestBuilder) -> anyhow::Result<Answer> {
        let mut request = request.header(ACCEPT, "text/html");
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        if let Some(key) = &self.key {
            request = request.header(AUTHORIZATION, key);
        }
        let response = request.send().await.with_context(|| name.clone())?;
        self.keep_cookies(&response);
        let location = response.headers().get(LOCATION);
        Ok(Answer {
            status: response.status().as_u16(),
            location: location.and_then(|at| Some(at.to_str().ok()?.to_owned())),
            body: response.text().await.with_context(|| name.clone())?,
            request: name,
        })
    }

    /// An empty value takes a cookie away.
    fn keep_cookies(&mut self, response: &Response) {
        for header in response.headers().get_all(SET_COOKIE) {
            let pair = header
                .to_str()
                .ok()
                .and_then(|text| text.split(';').next()?.split_once('='));
            match pair {
                Some((name, "")) => drop(self.cookies.remove(name)),
                Some((name, value)) => {
                    drop(self.cookies.insert(name.to_owned(), value.to_owned()));
                }
                None => {}
            }
        }
    }
}

impl Answer {
    /// The body, when the status is the expected one.
    pub fn expect(self, status: u16) -> anyhow::Result<String> {
        if self.status == status {
            return Ok(self.body);
        }
        bail!(
            "{} was answered with {} instead of {status}: {}",
            self.request,
            self.status,
            self.body
        )
    }

    /// That it leads on to `path`.
    pub fn leads_to(self, path: &str) -> anyhow::Result<()> {
        let location = self.location.clone();
        let request = self.request.clone();
        self.expect(303)?;
        match location {
            Some(location) if location == path => Ok(()),
            other => bail!("{request} leads to {other:?} instead of {path}"),
        }
    }
}

/// The value of a page's hidden field.
pub fn hidden<'a>(page: &'a str, name: &str) -> anyhow::Result<&'a str> {
    let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    page.split_once(&start)
        .and_then(|(_, rest)| Some(rest.split_once('"')?.0))
        .with_context(|| format!("The page has no hidden field {name:?}"))
}
