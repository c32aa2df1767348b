use super::moves::PEOPLE;
use crate::support::{House, new_user};

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
