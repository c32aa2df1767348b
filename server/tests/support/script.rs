use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use super::faults::Scripted;
use super::people::address;
use super::{House, PASSWORD};

/// The token of the client on which the scripted sign-in is open.
pub const CLIENT: &str = "scripted-client-token-77aa";
/// The one code that is right.
pub const CODE: &str = "424242";

/// Status, code and words.
type Refusal = (u16, &'static str, &'static str);

/// Clerk as its sign-ins go by a script; everything else is the provider's. What was posted below a sign-in is kept.
#[derive(Clone)]
pub struct Clerk {
    posted: Arc<Mutex<Vec<(String, String)>>>,
    refusal: Arc<Mutex<Option<Refusal>>>,
}

impl Clerk {
    /// From now on each sign-in of `house` is answered with `answer`, and the right code makes it one of `name`.
    pub fn answering(house: &House, answer: &Value, name: &str) -> Self {
        let clerk = Self {
            posted: Arc::default(),
            refusal: Arc::default(),
        };
        let (script, name, answer) = (clerk.clone(), name.to_owned(), answer.clone());
        house
            .line
            .script(move |request| script.play(request, &answer, &name));
        clerk
    }

    /// A sign-in that waits for something.
    pub fn wanting(status: &str, first: &Value, second: &Value) -> Value {
        json!({
            "object": "sign_in_attempt", "id": "sia_scripted", "status": status, "supported_identifiers": [],
            "supported_first_factors": first, "supported_second_factors": second,
            "first_factor_verification": null, "second_factor_verification": null, "identifier": null,
            "user_data": null, "created_session_id": null, "abandon_at": 0,
        })
    }

    /// From now on every code is refused like this, and none is sent.
    pub fn refuse(&self, status: u16, code: &'static str, words: &'static str) {
        *self.refusal.lock().unwrap() = Some((status, code, words));
    }

    /// What was posted below a sign-in since the last time: the last part of the path, and the body.
    pub fn posted(&self) -> Vec<(String, String)> {
        std::mem::take(&mut *self.posted.lock().unwrap())
    }

    fn play(&self, request: Request<Bytes>, answer: &Value, name: &str) -> Scripted {
        let path = request.uri().path().to_owned();
        let Some(rest) = path.strip_prefix("/v1/client/sign_ins") else {
            return Scripted::Passed(request);
        };
        let body = String::from_utf8(request.body().to_vec()).unwrap();
        if rest.is_empty() {
            return reply(200, &json!({ "response": answer, "client": null }));
        }
        assert_eq!(request.headers()["authorization"], CLIENT, "{path}");
        let (_, action) = rest.rsplit_once('/').unwrap();
        let right = body.ends_with(&format!("code={CODE}"));
        self.posted.lock().unwrap().push((action.to_owned(), body));
        let refusal = *self.refusal.lock().unwrap();
        match refusal {
            Some(refusal) => refused(refusal),
            None if action.starts_with("prepare") => {
                reply(200, &json!({ "response": answer, "client": null }))
            }
            None if right => Scripted::Passed(with_password(request, name)),
            None => refused((422, "form_code_incorrect", "Incorrect code")),
        }
    }
}

fn reply(status: u16, body: &Value) -> Scripted {
    let answer = Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("authorization", CLIENT)
        .body(Bytes::from(body.to_string()));
    Scripted::Answered(answer.unwrap())
}

fn refused((status, code, words): Refusal) -> Scripted {
    let error = json!({ "message": "no", "long_message": words, "code": code });
    let answer = Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("retry-after", "7")
        .body(Bytes::from(json!({ "errors": [error] }).to_string()));
    Scripted::Answered(answer.unwrap())
}

/// The request that signs somebody in with their password, which is how the provider completes a sign-in.
fn with_password(mut request: Request<Bytes>, name: &str) -> Request<Bytes> {
    let fields = [
        ("strategy", "password"),
        ("identifier", &address(name)),
        ("password", PASSWORD),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    *request.body_mut() = Bytes::from(body);
    let query = request.uri().query().unwrap_or_default().to_owned();
    let authority = request.uri().authority().cloned();
    let path = format!("/v1/client/sign_ins?{query}");
    let uri = http::Uri::builder().path_and_query(path);
    let uri = match authority {
        Some(authority) => uri.scheme("http").authority(authority),
        None => uri,
    };
    *request.uri_mut() = uri.build().unwrap();
    request
        .headers_mut()
        .insert("authorization", "".parse().unwrap());
    request.headers_mut().remove("content-length");
    request
}
