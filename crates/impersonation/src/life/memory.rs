use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ambient::{MINUTE, Millis};

use super::{EndCause, Impersonation, Link, State};
use crate::Secret;

/// How long the client's token is kept for a repeated answer. A browser that sends a form twice
/// drops its first request, and with it the answer that held the token.
const HAND_OVER: Millis = 2 * MINUTE;

/// What must not be stored, or could not be.
#[derive(Default)]
pub(super) struct Memory(Mutex<Held>);

#[derive(Default)]
struct Held {
    /// The session of each impersonation that was started here, for an end without the store.
    sessions: HashMap<String, String>,
    /// The token of its client, for a while.
    tokens: HashMap<String, (Secret<String>, Millis)>,
    /// The links to applications that no page has shown yet.
    links: HashMap<String, Link>,
    /// When the provider was asked last what became of one in an application.
    asked: HashMap<String, Millis>,
    /// Ends that are in force although they could not be recorded yet.
    tombstones: HashMap<String, (EndCause, Millis)>,
    /// What the provider made, could not be recorded and could not be revoked.
    orphans: Vec<Orphan>,
}

/// Something at the provider that no row knows of.
#[derive(Clone, Debug)]
pub(super) enum Orphan {
    /// An unspent ticket, by the id of its actor token.
    Ticket(String),
    /// An open session, by its id.
    Session(String),
}

impl Memory {
    pub(super) fn keep(&self, id: &str, session: &str, token: &Secret<String>, now: Millis) {
        let mut held = self.held();
        held.sessions.insert(id.to_owned(), session.to_owned());
        held.tokens
            .insert(id.to_owned(), (token.clone(), now + HAND_OVER));
    }

    /// The session that was opened elsewhere, for an end without the store.
    pub(super) fn keep_session(&self, id: &str, session: &str) {
        let mut held = self.held();
        held.sessions.insert(id.to_owned(), session.to_owned());
    }

    pub(super) fn keep_link(&self, id: &str, url: Secret<String>, until: Millis) {
        let link = Link { url, until };
        self.held().links.insert(id.to_owned(), link);
    }

    /// The link, for the one page that shows it.
    pub(super) fn take_link(&self, id: &str) -> Option<Link> {
        self.held().links.remove(id)
    }

    /// Whether the provider may be asked again: not if it was less than `every` ago. Who is told that it may
    /// be asked, asks.
    pub(super) fn may_ask(&self, id: &str, now: Millis, every: Millis) -> bool {
        let mut held = self.held();
        let due = held.asked.get(id).is_none_or(|last| last + every <= now);
        if due {
            held.asked.insert(id.to_owned(), now);
        }
        due
    }

    /// When the provider was asked last.
    pub(super) fn asked_at(&self, id: &str) -> Option<Millis> {
        self.held().asked.get(id).copied()
    }

    pub(super) fn token(&self, id: &str, now: Millis) -> Option<Secret<String>> {
        let held = self.held();
        held.tokens
            .get(id)
            .filter(|(_, until)| now < *until)
            .map(|(token, _)| token.clone())
    }

    pub(super) fn session(&self, id: &str) -> Option<String> {
        self.held().sessions.get(id).cloned()
    }

    /// Its end is recorded.
    pub(super) fn forget(&self, id: &str) {
        let mut held = self.held();
        held.sessions.remove(id);
        held.tokens.remove(id);
        held.links.remove(id);
        held.asked.remove(id);
        held.tombstones.remove(id);
    }

    /// Its end is in force and not recorded. The first cause stays.
    pub(super) fn bury(&self, id: &str, cause: EndCause, at: Millis) {
        let mut held = self.held();
        held.tokens.remove(id);
        held.links.remove(id);
        held.tombstones.entry(id.to_owned()).or_insert((cause, at));
    }

    /// Why it is over and since when, should that not be recorded yet.
    pub(super) fn tombstone(&self, id: &str) -> Option<(EndCause, Millis)> {
        self.held().tombstones.get(id).copied()
    }

    pub(super) fn buried(&self) -> Vec<(String, EndCause)> {
        self.held()
            .tombstones
            .iter()
            .map(|(id, (cause, _))| (id.clone(), *cause))
            .collect()
    }

    /// The impersonation as it is, should the store not know of its end yet.
    pub(super) fn overlay(&self, mut impersonation: Impersonation) -> Impersonation {
        if impersonation.state.is_live()
            && let Some((cause, at)) = self.tombstone(&impersonation.id)
        {
            impersonation.state = State::Ended(cause);
            impersonation.ended_at = Some(at);
        }
        impersonation
    }

    pub(super) fn add_orphan(&self, orphan: Orphan) {
        self.held().orphans.push(orphan);
    }

    pub(super) fn take_orphans(&self) -> Vec<Orphan> {
        std::mem::take(&mut self.held().orphans)
    }

    pub(super) fn drop_old_tokens(&self, now: Millis) {
        let mut held = self.held();
        held.tokens.retain(|_, (_, until)| now < *until);
        held.links.retain(|_, link| now < link.until);
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
