use serde_json::{Value, json};

use crate::program::{self, Place};
use crate::wire;

pub const PASSWORD: &str = "correct horse battery";

/// A provider as a program with its keys sees it.
pub struct Clerk {
    host: String,
    secret_key: String,
}

/// What it answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The token of a native client, when it is a new one.
    pub token: Option<String>,
    pub body: Value,
}

impl Clerk {
    /// The one that `env` tells of.
    #[track_caller]
    pub fn of(place: &Place, flags: &[&str]) -> Self {
        let env = place.env(flags);
        let value = |name| {
            let found = env.iter().find(|(known, _)| known == name);
            found.expect("is printed").1.clone()
        };
        Self {
            host: value("CLERK_API_URL").replace("http://", ""),
            secret_key: value("CLERK_SECRET_KEY"),
        }
    }

    /// The same with the secret key of another.
    pub fn with_key_of(&self, other: &Self) -> Self {
        Self {
            host: self.host.clone(),
            secret_key: other.secret_key.clone(),
        }
    }

    /// Asks the Backend API.
    #[track_caller]
    pub fn backend(&self, verb: &str, path: &str, body: &Value) -> Answer {
        let authorization = format!("Bearer {}", self.secret_key);
        let body = body.to_string();
        self.ask(verb, path, &authorization, "application/json", &body)
    }

    /// Asks the Frontend API as a native application with this client token.
    #[track_caller]
    pub fn frontend(&self, verb: &str, path: &str, token: &str, form: &[(&str, &str)]) -> Answer {
        let path = format!("{path}?_is_native=1");
        let body = wire::form(form);
        let kind = "application/x-www-form-urlencoded";
        self.ask(verb, &path, token, kind, &body)
    }

    #[track_caller]
    fn ask(&self, verb: &str, path: &str, authorization: &str, kind: &str, body: &str) -> Answer {
        let (host, length) = (&self.host, body.len());
        let request = format!(
            "{verb} {path} HTTP/1.0\r\nHost: {host}\r\nAuthorization: {authorization}\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let (head, body) = wire::ask(host, &request);
        program::check(verb, path, &head, &body);
        Answer {
            status: wire::status(&head),
            token: wire::values(&head, "authorization")
                .next()
                .map(str::to_owned),
            body: serde_json::from_str(&body).unwrap_or_default(),
        }
    }

    /// Creates a user with [`PASSWORD`] and gives its id.
    #[track_caller]
    pub fn user(&self, email: &str) -> String {
        let new = json!({"email_address": [email], "password": PASSWORD});
        self.backend("POST", "/v1/users", &new).text("/id")
    }

    /// Signs in on a new client. Gives the client token and the session's id.
    #[track_caller]
    pub fn sign_in(&self, email: &str) -> (String, String) {
        let form = [
            ("strategy", "password"),
            ("identifier", email),
            ("password", PASSWORD),
        ];
        let answer = self.frontend("POST", "/v1/client/sign_ins", "", &form);
        let session = answer.text("/response/created_session_id");
        (answer.token.expect("a client token"), session)
    }

    /// Redeems a ticket on a new client.
    #[track_caller]
    pub fn redeem(&self, ticket: &str) -> Answer {
        let form = [("strategy", "ticket"), ("ticket", ticket)];
        self.frontend("POST", "/v1/client/sign_ins", "", &form)
    }

    /// A token of the session.
    #[track_caller]
    pub fn session_token(&self, token: &str, session: &str) -> Answer {
        let path = format!("/v1/client/sessions/{session}/tokens");
        self.frontend("POST", &path, token, &[])
    }
}

impl Answer {
    /// The text at a JSON pointer of an answer that must be 200.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        assert_eq!(self.status, 200, "{self:?}");
        let text = self.body.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("no {pointer} in {self:?}"))
            .to_owned()
    }

    /// The code of an answer that must be a refusal.
    #[track_caller]
    pub fn refusal(&self) -> &str {
        assert!((400..500).contains(&self.status), "{self:?}");
        let code = self.body.pointer("/errors/0/code").and_then(Value::as_str);
        code.unwrap_or_else(|| panic!("no code in {self:?}"))
    }
}
