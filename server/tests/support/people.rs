use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use clerk::JsonMap;
use provider::{NewPassword, NewUser};
use serde_json::json;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";
/// Stands in everybody's private metadata, and must stand nowhere else.
pub const PRIVATE: &str = "private-marker-6f1d";

/// Who is there from the beginning: name, and staff role.
pub const PEOPLE: [(&str, Option<&str>); 6] = [
    ("sue", Some("support")),
    ("sam", Some("support")),
    ("lea", Some("lead")),
    ("ann", None),
    ("bob", None),
    ("cat", None),
];

/// Somebody called `Ann Example` when `name` is `ann`, with the address `ann@example.com`.
pub fn new_user(name: &str, role: Option<&str>, digest: &str) -> NewUser {
    let mut first = name.to_owned();
    first[..1].make_ascii_uppercase();
    NewUser {
        email_addresses: vec![address(name)],
        first_name: Some(first),
        last_name: Some("Example".to_owned()),
        password: Some(NewPassword::Digest(digest.to_owned())),
        public_metadata: role.map(|role| map("role", role)).unwrap_or_default(),
        private_metadata: map("note", PRIVATE),
        ..NewUser::default()
    }
}

pub fn address(name: &str) -> String {
    format!("{name}@example.com")
}

/// A digest that costs nothing to compare with, for tests with many sign-ins.
pub fn cheap_digest() -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let digest = argon2.hash_password_with_salt(PASSWORD.as_bytes(), b"always the same");
    digest.unwrap().to_string()
}

fn map(key: &str, value: &str) -> JsonMap {
    let mut map = JsonMap::new();
    map.insert(key.to_owned(), json!(value));
    map
}
