//! Garbage of every kind at every operation: each answer is described, or a refusal in Clerk's envelope, and never a
//! fault of the provider's own.

use ambient::Random;
use axum::body::Body;
use http::Request;
use serde_json::{Map, Value, json};

use crate::house::{Device, HOST, House, Reply};

/// Enough to meet each operation a hundred times.
const REQUESTS: usize = 10_000;

const BACKEND: [(&str, &str); 38] = [
    ("GET", "/v1/users"),
    ("POST", "/v1/users"),
    ("GET", "/v1/users/count"),
    ("POST", "/v1/users/ban"),
    ("POST", "/v1/users/unban"),
    ("GET", "/v1/users/{id}"),
    ("PATCH", "/v1/users/{id}"),
    ("DELETE", "/v1/users/{id}"),
    ("PATCH", "/v1/users/{id}/metadata"),
    ("PUT", "/v1/users/{id}/metadata"),
    ("PUT", "/v1/users/{id}/email_address"),
    ("POST", "/v1/users/{id}/ban"),
    ("POST", "/v1/users/{id}/unban"),
    ("POST", "/v1/users/{id}/lock"),
    ("POST", "/v1/users/{id}/unlock"),
    ("POST", "/v1/users/{id}/remove_password"),
    ("POST", "/v1/users/{id}/verify_password"),
    ("POST", "/v1/email_addresses"),
    ("GET", "/v1/email_addresses/{id}"),
    ("PATCH", "/v1/email_addresses/{id}"),
    ("DELETE", "/v1/email_addresses/{id}"),
    ("GET", "/v1/sessions"),
    ("POST", "/v1/sessions"),
    ("GET", "/v1/sessions/{id}"),
    ("POST", "/v1/sessions/{id}/revoke"),
    ("POST", "/v1/sessions/{id}/tokens"),
    ("POST", "/v1/sessions/{id}/tokens/{id}"),
    ("POST", "/v1/sessions/{id}/refresh"),
    ("POST", "/v1/actor_tokens"),
    ("POST", "/v1/actor_tokens/{id}/revoke"),
    ("POST", "/v1/sign_in_tokens"),
    ("POST", "/v1/sign_in_tokens/{id}/revoke"),
    ("GET", "/v1/clients"),
    ("GET", "/v1/clients/{id}"),
    ("POST", "/v1/clients/verify"),
    ("GET", "/v1/instance"),
    ("PATCH", "/v1/instance"),
    ("GET", "/v1/jwks"),
];

const FRONTEND: [(&str, &str); 15] = [
    ("POST", "/v1/client/sign_ins"),
    ("GET", "/v1/client/sign_ins/{id}"),
    ("POST", "/v1/client/sign_ins/{id}/attempt_first_factor"),
    ("GET", "/v1/client"),
    ("GET", "/v1/client/sessions/{id}"),
    ("POST", "/v1/client/sessions/{id}/touch"),
    ("POST", "/v1/client/sessions/{id}/tokens"),
    ("POST", "/v1/client/sessions/{id}/verify"),
    (
        "POST",
        "/v1/client/sessions/{id}/verify/attempt_first_factor",
    ),
    ("GET", "/v1/me"),
    ("PATCH", "/v1/me"),
    ("PATCH", "/v1/me/metadata"),
    ("POST", "/v1/me/change_password"),
    ("GET", "/v1/me/sessions/active"),
    ("POST", "/v1/me/sessions/{id}/revoke"),
];

/// Names of fields and of parameters.
const NAMES: &str = "user_id user_ids email_address email_address_identification_status phone_number \
    phone_number_identification_status web3_wallet username password password_digest \
    password_hasher skip_password_checks skip_password_requirement skip_user_requirement \
    first_name last_name locale external_id created_at legal_accepted_at banned locked \
    delete_self_enabled create_organizations_limit bypass_client_trust public_metadata \
    private_metadata unsafe_metadata primary_email_address_id primary_phone_number_id \
    profile_image_id sign_out_of_other_sessions verified primary identification_status \
    expires_in_seconds session_max_duration_in_seconds actor org_id token expired_token \
    refresh_token request_origin format allowed_origins test_mode strategy identifier ticket \
    code level current_password new_password query name_query phone_number_query order_by limit \
    offset starting_after created_at_before last_active_at_after";

struct Chance {
    random: Random,
    names: Vec<&'static str>,
}

impl Chance {
    fn below(&self, most: usize) -> usize {
        usize::try_from(u32::from_le_bytes(self.random.bytes())).unwrap() % most
    }

    fn one<'a, T>(&self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn text(&self, ids: &[String]) -> String {
        let odd = [
            "",
            " ",
            "0",
            "-1",
            "true",
            "null",
            "+",
            "-",
            "%",
            "_",
            "\\",
            "'",
            "\"",
            "ann@example.com",
            "@",
            "2012-10-20T07:15:20.902Z",
            "9999-12-31T23:59:59Z",
            "bcrypt",
            "argon2id",
            "verified",
            "reserved",
            "password",
            "first_factor",
            "-created_at",
            "username",
            "https://a.example",
            "a\0b",
            "\u{202e}",
            "👩\u{200d}🚀",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999",
            "$2b$04$",
            "+49301234567",
            "[]",
            "{}",
        ];
        match self.below(8) {
            0 => "x".repeat(self.below(3_000)),
            1 | 2 => self.one(ids).clone(),
            _ => (*self.one(&odd)).to_owned(),
        }
    }

    fn value(&self, ids: &[String], depth: usize) -> Value {
        match self.below(if depth == 0 { 6 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(*self.one(&[0, 1, -1, 60, i64::MAX, i64::MIN])),
            3 => json!(1.5),
            4 | 5 => json!(self.text(ids)),
            6 | 7 => {
                let values = (0..self.below(4)).map(|_| self.value(ids, depth - 1));
                values.collect()
            }
            _ => Value::Object(self.object(ids, depth - 1)),
        }
    }

    fn object(&self, ids: &[String], depth: usize) -> Map<String, Value> {
        (0..self.below(5))
            .map(|_| ((*self.one(&self.names)).to_owned(), self.value(ids, depth)))
            .collect()
    }

    fn pairs(&self, ids: &[String]) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for _ in 0..self.below(4) {
            let name: &str = self.one::<&str>(&self.names);
            pairs.append_pair(name, &self.text(ids));
        }
        pairs.finish()
    }
}

fn path(chance: &Chance, template: &str, ids: &[String]) -> String {
    let encoded = |text: String| -> String {
        url::form_urlencoded::byte_serialize(text.chars().take(100).collect::<String>().as_bytes())
            .collect()
    };
    let mut path = template.to_owned();
    while path.contains("{id}") {
        let id = if chance.below(4) == 0 {
            chance.text(ids)
        } else {
            chance.one(ids).clone()
        };
        let id = encoded(id);
        path = path.replacen("{id}", if id.is_empty() { "x" } else { &id }, 1);
    }
    path
}

#[tokio::test]
async fn garbage_is_answered_as_described_or_refused() {
    let house = House::new().await;
    let chance = Chance {
        random: Random::seeded(7),
        names: NAMES.split(' ').collect(),
    };
    let mut refused = 0;
    for round in 0..REQUESTS / 100 {
        let email = format!("garbage{round}@example.com");
        let user = house.user(&email).await;
        let (device, session) = house.signed_in(&email).await;
        let shown = house.get(&format!("/v1/users/{user}")).await.ok();
        let address = shown["primary_email_address_id"]
            .as_str()
            .unwrap()
            .to_owned();
        let ids = [user, session, address, "user_none".to_owned(), email];
        for _ in 0..100 {
            let reply = if chance.below(3) == 0 {
                frontend(&house, &chance, &device, &ids).await
            } else {
                backend(&house, &chance, &ids).await
            };
            assert!(!reply.status.is_server_error(), "{}", reply.body);
            refused += usize::from(reply.status.is_client_error());
        }
    }
    assert!(
        (1..REQUESTS).contains(&refused),
        "neither all nor nothing is refused: {refused}"
    );
}

async fn backend(house: &House, chance: &Chance, ids: &[String]) -> Reply {
    let (method, template) = *chance.one(&BACKEND);
    let uri = format!("{}?{}", path(chance, template, ids), chance.pairs(ids));
    let key = house.provider.secret_key();
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("host", HOST)
        .header("authorization", format!("Bearer {}", key.expose()))
        .header("content-type", "application/json");
    let mut body = Value::Object(chance.object(ids, 3))
        .to_string()
        .into_bytes();
    if method == "GET" || chance.below(10) == 0 {
        body.truncate(0);
    } else if chance.below(20) == 0 {
        body.truncate(body.len() / 2);
    }
    house.send(request.body(Body::from(body)).unwrap()).await
}

async fn frontend(house: &House, chance: &Chance, device: &Device, ids: &[String]) -> Reply {
    let (method, template) = *chance.one(&FRONTEND);
    let uri = format!(
        "{}?_is_native=1&{}",
        path(chance, template, ids),
        chance.pairs(ids)
    );
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("host", HOST)
        .header("authorization", &device.token)
        .header("content-type", "application/x-www-form-urlencoded");
    let body = if method == "GET" {
        String::new()
    } else {
        chance.pairs(ids)
    };
    house.send(request.body(Body::from(body)).unwrap()).await
}
