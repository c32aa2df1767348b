use std::collections::HashMap;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clerk::{NewActorToken, SignInRequest};
use serde_json::{Value, json};

use super::{Call, House};

/// The signing secret of the tests.
pub const SECRET: &str = "whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz";

/// A webhook as Clerk sends it by Svix, until a test changes it.
#[derive(Clone)]
pub struct Letter {
    pub id: String,
    pub sent_at: i64,
    pub body: Vec<u8>,
    pub secret: String,
    headers: HashMap<&'static str, Option<String>>,
}

impl Letter {
    /// An event at `sent_at`, in Unix milliseconds.
    pub fn new(id: &str, kind: &str, data: &Value, sent_at: i64) -> Self {
        let event = json!({
            "object": "event",
            "type": kind,
            "instance_id": "ins_1",
            "timestamp": sent_at,
            "data": data,
            "event_attributes": {"http_request": {"client_ip": "192.0.2.1", "user_agent": "x"}},
        });
        Self {
            id: id.to_owned(),
            sent_at,
            body: event.to_string().into_bytes(),
            secret: SECRET.to_owned(),
            headers: HashMap::new(),
        }
    }

    /// With another header than it would have, or without it.
    pub fn header(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.insert(name, value.map(ToOwned::to_owned));
        self
    }

    /// The signature of all of it.
    pub fn signature(&self) -> String {
        let secret = STANDARD.decode(&self.secret["whsec_".len()..]).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let mut message = format!("{}.{}.", self.id, self.sent_at / 1000).into_bytes();
        message.extend(&self.body);
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, &message)))
    }

    /// The request that brings it: no cookie, no origin.
    pub fn call(&self) -> Call {
        let usual = [
            ("svix-id", self.id.clone()),
            ("svix-timestamp", (self.sent_at / 1000).to_string()),
            ("svix-signature", self.signature()),
            ("content-type", "application/json".to_owned()),
        ];
        let call = Call::navigate("/webhooks/clerk").without("sec-fetch-site");
        let mut call = call.method(http::Method::POST).body(self.body.clone());
        for (name, value) in usual {
            match self.headers.get(name).cloned().unwrap_or(Some(value)) {
                Some(value) => call = call.with(name, &value),
                None => call = call.without(name),
            }
        }
        call
    }
}

impl House {
    /// Begins a session in which `actor_id` acts as somebody, which this console knows nothing of.
    pub async fn act_by_another_door(&self, actor_id: &str, subject: &str) -> String {
        let token = NewActorToken {
            user_id: self.id(subject).to_owned(),
            actor: clerk::ActClaim {
                sub: actor_id.to_owned(),
                ..clerk::ActClaim::default()
            },
            expires_in_seconds: None,
            session_max_duration_in_seconds: None,
        };
        let token = self.clerk.create_actor_token(&token).await.unwrap();
        let ticket = token.ticket().unwrap().as_str().into();
        let request = SignInRequest::Ticket { ticket };
        let answer = self
            .frontend()
            .create_sign_in(None, &request)
            .await
            .unwrap();
        answer.value.created_session_id.unwrap()
    }
}
