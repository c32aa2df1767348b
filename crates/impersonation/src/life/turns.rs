use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Lets one start at a time happen for each browser session, so that a second click waits for the
/// answer to the first.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<String, Weak<AsyncMutex<()>>>>);

impl Turns {
    /// Waits for the turn of `browser_session`; it lasts until what is returned is dropped.
    pub(super) async fn of(&self, browser_session: &str) -> OwnedMutexGuard<()> {
        self.queue(browser_session).lock_owned().await
    }

    fn queue(&self, browser_session: &str) -> Arc<AsyncMutex<()>> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(browser_session).and_then(Weak::upgrade) {
            return queue;
        }
        // Starts are rare: this is the moment to forget the queues that nobody stands in.
        queues.retain(|_, queue| queue.strong_count() > 0);
        let queue = Arc::new(AsyncMutex::new(()));
        queues.insert(browser_session.to_owned(), Arc::downgrade(&queue));
        queue
    }
}
