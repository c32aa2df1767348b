use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};

use super::moves::PEOPLE;
use crate::support::{House, PASSWORD, new_user};

/// Somebody, and what has been done to them.
pub struct Somebody {
    pub name: String,
    pub email: String,
    pub staff: bool,
    pub banned: bool,
    pub deleted: bool,
    /// When the role was taken away or given, which acts within a minute.
    pub changed_at: Option<i64>,
}

impl Somebody {
    pub fn is_gone(&self) -> bool {
        self.banned || self.deleted
    }
}

/// A digest that costs nothing to compare with: there are thousands of sign-ins.
pub fn cheap_digest() -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let digest = argon2.hash_password_with_salt(PASSWORD.as_bytes(), b"always the same");
    digest.unwrap().to_string()
}

/// The people of one order of things, whom no other knows.
pub async fn move_in(house: &mut House, case: u32, digest: &str) -> Vec<Somebody> {
    let names: Vec<String> = (0..PEOPLE)
        .map(|place| format!("p{place}c{case}"))
        .collect();
    let role = |place| (place < 2).then_some("support");
    let new = names
        .iter()
        .enumerate()
        .map(|(place, name)| new_user(name, role(place), digest));
    house.add_many(&names, new).await;
    let mut people = Vec::new();
    for (place, name) in names.into_iter().enumerate() {
        people.push(Somebody {
            email: format!("{name}@example.com"),
            name,
            staff: role(place).is_some(),
            banned: false,
            deleted: false,
            changed_at: None,
        });
    }
    people
}
