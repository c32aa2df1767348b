//! Users whose pages were opened last: their ids and nothing else, kept in the browser for as long as the
//! session that opened them lasts. A storage that is full or forbidden costs the list, nothing else.

use gloo_storage::{LocalStorage, Storage as _};
use serde::{Deserialize, Serialize};

use crate::api::MOST_USERS;

const PLACE: &str = "recent";

#[derive(Serialize, Deserialize)]
struct Recent {
    /// One's own session, which opened them.
    of: String,
    /// Clerk's user ids, the last one first.
    ids: Vec<String>,
}

impl Recent {
    fn put_first(&mut self, id: String) {
        self.ids.retain(|known| *known != id);
        self.ids.insert(0, id);
        self.ids.truncate(MOST_USERS);
    }
}

/// The users that the session `own` opened, the last one first.
pub fn read(own: &str) -> Vec<String> {
    let recent = LocalStorage::get::<Recent>(PLACE).ok();
    recent
        .filter(|recent| recent.of == own)
        .map(|recent| recent.ids)
        .unwrap_or_default()
}

/// Keeps that the session `own` opened the page of the user `id`.
pub fn note(own: &str, id: String) {
    let mut recent = Recent {
        of: own.to_owned(),
        ids: read(own),
    };
    recent.put_first(id);
    drop(LocalStorage::set(PLACE, recent));
}

/// Forgets what another session than `own` opened; signed out (empty), everything.
pub fn forget_others(own: &str) {
    let kept = LocalStorage::get::<Recent>(PLACE);
    if own.is_empty() || kept.is_ok_and(|recent| recent.of != own) {
        LocalStorage::delete(PLACE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_comes_first_once_and_eight_are_kept() {
        let mut recent = Recent {
            of: "sess_1".to_owned(),
            ids: Vec::new(),
        };
        for id in ["1", "2", "3", "1", "4", "5", "6", "7", "8", "9"] {
            recent.put_first(id.to_owned());
        }
        assert_eq!(recent.ids, ["9", "8", "7", "6", "5", "4", "1", "3"]);
    }
}
