//! What Clerk said has changed: a session token that was given before then does not count any more.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ambient::{MINUTE, Millis};

use super::store::Slot;

/// How long that must be known: a token of before then has run out by itself.
const REMEMBERED: Millis = 2 * MINUTE;
/// So many are remembered at most; more at once count for everybody.
const MOST: usize = 10_000;

/// Users and sessions that are not as they were, by id.
#[derive(Default)]
pub struct Outdated(Mutex<Held>);

#[derive(Default)]
struct Held {
    since: HashMap<String, Millis>,
    /// Whatever was read before counts no more.
    all_since: Millis,
}

impl Outdated {
    /// Something has changed about the user or session of this id.
    pub fn note(&self, id: &str, now: Millis) {
        let mut held = self.held();
        if held.since.len() >= MOST {
            held.since.retain(|_, since| *since + REMEMBERED > now);
        }
        if held.since.len() >= MOST {
            held.since.clear();
            held.all_since = now;
        }
        held.since.insert(id.to_owned(), now);
    }

    /// Whether what the slot holds was read before something changed.
    pub fn concerns(&self, slot: &Slot) -> bool {
        let held = self.held();
        let since = |id: &String| held.since.get(id).copied().unwrap_or_default();
        let changed = since(&slot.user.id).max(since(&slot.session_id));
        slot.read_at <= changed.max(held.all_since)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(user: &str, session: &str, read_at: Millis) -> Slot {
        Slot {
            client_token: String::new(),
            session_id: session.to_owned(),
            token: String::new(),
            user: clerk::User {
                id: user.to_owned(),
                ..clerk::User::default()
            },
            since: 0,
            read_at,
        }
    }

    #[test]
    fn what_was_read_before_a_change_does_not_count_and_what_was_read_after_it_does() {
        let outdated = Outdated::default();
        assert!(!outdated.concerns(&slot("ann", "sess_1", 5)));
        outdated.note("ann", 10);
        outdated.note("sess_2", 20);
        for (user, session, read_at, wanted) in [
            ("ann", "sess_1", 10, true),
            ("ann", "sess_1", 11, false),
            ("bob", "sess_2", 20, true),
            ("bob", "sess_2", 21, false),
            ("bob", "sess_1", 1, false),
        ] {
            let slot = slot(user, session, read_at);
            assert_eq!(
                outdated.concerns(&slot),
                wanted,
                "{user} {session} {read_at}"
            );
        }
    }

    #[test]
    fn more_changes_than_can_be_remembered_count_for_everybody() {
        let outdated = Outdated::default();
        for number in 0..=MOST {
            outdated.note(&format!("user_{number}"), 10);
        }
        assert!(outdated.concerns(&slot("ann", "sess_1", 10)));
        assert!(!outdated.concerns(&slot("ann", "sess_1", 11)));
        assert!(outdated.held().since.len() <= MOST);
        // What is long ago makes room without that.
        for number in 0..=MOST {
            outdated.note(&format!("user_{number}"), REMEMBERED + number_of(number));
        }
        assert!(outdated.held().since.len() <= MOST);
    }

    fn number_of(number: usize) -> Millis {
        Millis::try_from(number).expect("is small")
    }
}
