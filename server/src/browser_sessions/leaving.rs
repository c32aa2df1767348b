use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Browsers whose sign-out the store did not take either: they are nobody's until it does.
#[derive(Default)]
pub struct Leaving(Mutex<BTreeSet<String>>);

impl Leaving {
    pub fn contains(&self, browser: &str) -> bool {
        self.lock().contains(browser)
    }

    pub fn insert(&self, browser: &str) {
        self.lock().insert(browser.to_owned());
    }

    pub fn remove(&self, browser: &str) {
        self.lock().remove(browser);
    }

    pub fn all(&self) -> Vec<String> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
