//! Reasons that were begun, kept in the tab until they are sent and for as long as the session that wrote
//! them lasts. A storage that is full or forbidden costs the draft, nothing else.

use gloo_storage::{SessionStorage, Storage as _};

/// Whose drafts the tab holds: one's own session.
const OWNER: &str = "drafts-of";

/// The draft for `subject`, if there is one.
pub fn read(subject: &str) -> Option<String> {
    SessionStorage::get(place(subject)).ok()
}

/// Keeps the draft for `subject` that the session `own` wrote, unless the tab is another's by now.
pub fn keep(own: &str, subject: &str, text: &str) {
    if owner().as_deref() == Some(own) {
        drop(SessionStorage::set(place(subject), text));
    }
}

/// Forgets the draft for `subject`.
pub fn forget(subject: &str) {
    SessionStorage::delete(place(subject));
}

/// Forgets every draft that another session than `own` wrote; signed out (empty), all of them.
pub fn forget_others(own: &str) {
    if owner().as_deref() == Some(own) {
        return;
    }
    SessionStorage::clear();
    if !own.is_empty() {
        drop(SessionStorage::set(OWNER, own));
    }
}

fn owner() -> Option<String> {
    SessionStorage::get(OWNER).ok()
}

fn place(subject: &str) -> String {
    format!("reason:{subject}")
}
