//! Reasons that were begun, kept in the tab until they are sent and for as long as the session that wrote
//! them lasts. A storage that is full or forbidden costs the draft, nothing else.

use gloo_storage::{SessionStorage, Storage as _};

/// Whose drafts the tab holds: one's own session.
const OWNER: &str = "drafts-of";

/// The draft for `subject`, if there is one.
pub fn read(subject: &str) -> Option<String> {
    SessionStorage::get(place(subject)).ok()
}

/// Keeps the draft for `subject`.
pub fn keep(subject: &str, text: &str) {
    drop(SessionStorage::set(place(subject), text));
}

/// Forgets the draft for `subject`.
pub fn forget(subject: &str) {
    SessionStorage::delete(place(subject));
}

/// Forgets every draft that another session than `own` wrote; signed out, all of them.
pub fn forget_others(own: Option<&str>) {
    let owner = SessionStorage::get::<String>(OWNER).ok();
    if owner.as_deref() == own && own.is_some() {
        return;
    }
    SessionStorage::clear();
    if let Some(own) = own {
        drop(SessionStorage::set(OWNER, own));
    }
}

fn place(subject: &str) -> String {
    format!("reason:{subject}")
}
