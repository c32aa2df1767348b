use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::extract::ConnectInfo;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::people::address;
use super::scrutiny::Scrutiny;
use super::{Answer, Call, Form, House, REASON};

/// A browser: it keeps its cookies, and says where its requests come from. Clones are other windows
/// that know the cookies of this moment.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    origin: String,
    scrutiny: Option<Scrutiny>,
    pub cookies: BTreeMap<String, String>,
    /// Where its requests come from.
    pub address: IpAddr,
}

impl Browser {
    pub fn new(house: &House, address: IpAddr) -> Self {
        Self {
            router: house.router.clone(),
            origin: house.base_url.clone(),
            scrutiny: Some(Scrutiny::of(house)),
            cookies: BTreeMap::new(),
            address,
        }
    }

    /// Does without the checks of every answer, which cost more than the answer.
    pub fn unwatched(mut self) -> Self {
        self.scrutiny = None;
        self
    }

    /// Goes on with the console that the house has now, after a restart.
    pub fn turn_to(&mut self, house: &House) {
        self.router = house.router.clone();
    }

    /// Opens an address.
    pub async fn get(&mut self, path: impl Into<String>) -> Answer {
        self.send(Call::navigate(path)).await
    }

    /// Opens an address that must have a page.
    pub async fn open(&mut self, path: impl Into<String>) -> Answer {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{answer}");
        answer
    }

    /// Sends a form as plain HTML does.
    pub async fn post(&mut self, form: &Form) -> Answer {
        self.send(self.form(form)).await
    }

    /// Sends a form as a script does.
    pub async fn fetch(&mut self, form: &Form) -> Answer {
        self.send(Call::fetch(&self.origin, &form.action, &form.fields))
            .await
    }

    /// The request that sends a form as plain HTML does.
    pub fn form(&self, form: &Form) -> Call {
        Call::form(&self.origin, &form.action, &form.fields)
    }

    /// Goes where an answer leads.
    pub async fn follow(&mut self, answer: &Answer) -> Answer {
        self.get(answer.location()).await
    }

    /// Presses a button on a page.
    pub async fn press(&mut self, page: &Answer, button: &str) -> Answer {
        self.post(&page.form(button)).await
    }

    /// Fills in the sign-in page and sends it.
    pub async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let form = self.open("/sign-in").await.form("Sign in");
        let form = form.set("email", &address(name)).set("password", password);
        self.post(&form).await
    }

    /// Begins to act as the user whose page it is, and lands on their dashboard.
    pub async fn start(&mut self, page: &str) -> Answer {
        let form = self.start_form(page).await;
        let answer = self.post(&form).await;
        assert_eq!(answer.location(), "/dashboard", "{answer}");
        self.follow(&answer).await
    }

    /// Begins to act in an application as the user whose page it is, and is given the page with the link.
    pub async fn start_in(&mut self, application: &str, page: &str) -> Answer {
        let form = self.start_form(page).await.set("destination", application);
        let answer = self.post(&form).await;
        assert!(
            answer.location().starts_with("/impersonations/imp_"),
            "{answer}"
        );
        // The link leaves the console, as nothing else may.
        let scrutiny = self.scrutiny.take();
        let page = self.follow(&answer).await;
        self.scrutiny = scrutiny;
        assert_eq!(page.status, 200, "{page}");
        page
    }

    /// The form of a user's page, filled in.
    pub async fn start_form(&mut self, page: &str) -> Form {
        let form = self.open(page).await.form("Impersonate");
        form.set("reason", REASON).set("minutes", "15")
    }

    /// The session that pages are rendered for now.
    pub async fn session(&mut self) -> String {
        let page = self.open("/dashboard").await;
        page.forms()[0].value("session").to_owned()
    }

    /// Sends anything, keeps the cookies, and holds the answer against what must hold for all.
    pub async fn send(&mut self, call: Call) -> Answer {
        let host = self.origin.split_once("//").unwrap().1.to_owned();
        let mut request = call.clone().into_request();
        let peer = ConnectInfo(SocketAddr::new(self.address, 50_000));
        request.extensions_mut().insert(peer);
        let headers = request.headers_mut();
        headers.entry("host").or_insert(host.parse().unwrap());
        if !self.cookies.is_empty() && !headers.contains_key("cookie") {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            headers.insert("cookie", pairs.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        };
        if let Some(scrutiny) = &self.scrutiny {
            scrutiny.check(&call.path, &answer);
        }
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.set_cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The value of the one cookie.
    pub fn cookie(&self) -> &str {
        assert_eq!(self.cookies.len(), 1, "{:?}", self.cookies);
        self.cookies.values().next().unwrap()
    }
}
