use std::collections::BTreeMap;

use axum::body::Body;
use http::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use provider::Settings;
use tower::ServiceExt as _;
use url::form_urlencoded::Serializer;

use crate::house::{HOST, House, PASSWORD, Reply};

/// Where the application's pages are.
pub(crate) const APPLICATION: &str = "http://127.0.0.1:4000";
pub(crate) const SIGN_IN: &str = "http://127.0.0.1:4000/sign-in?from=support";

/// A browser with a page of [`APPLICATION`] open, as Clerk's package for browsers uses it.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookies: BTreeMap<String, String>,
}

/// A provider that an application at [`APPLICATION`] may use.
pub(crate) async fn house(single_session_mode: bool) -> House {
    let settings = Settings {
        allowed_origins: vec![APPLICATION.to_owned()],
        sign_in_url: Some(SIGN_IN.parse().unwrap()),
        single_session_mode,
        ..Settings::new(HOST)
    };
    House::with(settings).await
}

impl Browser {
    /// One that Ann, who is made for it, has just signed in on.
    pub(crate) async fn of_ann(house: &House) -> Self {
        house.user("ann@example.com").await;
        let mut browser = Self::default();
        let reply = browser.sign_in(house, "ann@example.com", PASSWORD).await;
        reply.ok();
        browser
    }

    /// A request of the page, with its cookies.
    pub(crate) fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let joint = if path.contains('?') { '&' } else { '?' };
        let uri = format!("{path}{joint}__clerk_api_version=2026-08-20&_clerk_js_version=6.40.0");
        Request::builder()
            .method(method)
            .uri(uri)
            .header("host", HOST)
            .header(COOKIE, self.line())
    }

    fn line(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    pub(crate) async fn get(&mut self, house: &House, path: &str) -> Reply {
        let request = self.request(Method::GET, path).header(ORIGIN, APPLICATION);
        self.send(house, request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&mut self, house: &House, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = self
            .request(Method::POST, path)
            .header(ORIGIN, APPLICATION)
            .header("content-type", "application/x-www-form-urlencoded");
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(house, request.body(Body::from(body)).unwrap())
            .await
    }

    async fn send(&mut self, house: &House, request: Request<Body>) -> Reply {
        let reply = house.send(request).await;
        self.keep(&reply.headers);
        reply
    }

    /// Follows a link: no page asks, so there is no origin. Gives the status and where it leads.
    pub(crate) async fn open(
        &mut self,
        house: &House,
        path: &str,
    ) -> (StatusCode, Option<String>, HeaderMap) {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        let response = house.router.clone().oneshot(request).await.unwrap();
        self.keep(response.headers());
        let location = response.headers().get(LOCATION);
        let location = location.map(|place| place.to_str().unwrap().to_owned());
        (response.status(), location, response.headers().clone())
    }

    pub(crate) async fn ticket(&mut self, house: &House, ticket: &str) -> Reply {
        let form = [("strategy", "ticket"), ("ticket", ticket), ("locale", "en")];
        self.post(house, "/v1/client/sign_ins", &form).await
    }

    pub(crate) async fn sign_in(&mut self, house: &House, email: &str, password: &str) -> Reply {
        let form = [
            ("strategy", "password"),
            ("identifier", email),
            ("password", password),
        ];
        self.post(house, "/v1/client/sign_ins", &form).await
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
