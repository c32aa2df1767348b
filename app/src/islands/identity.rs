//! Who this browser is, told from tab to tab. Each document says it when it wakes, in ids that it holds anyway;
//! one that was rendered for somebody else learns that it is out of date. The server would answer 409.

use std::cell::Cell;
use std::fmt;

use wasm_bindgen::JsValue;

use super::{browser, drafts, recent};
use crate::session::{Outdated, Snapshot};

const CHANNEL: &str = "understudy-identity";

/// For whom a document was rendered, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Identity {
    rendered_at: i64,
    /// The session that its forms carry; empty when signed out.
    active: String,
    /// One's own session, which outlives an impersonation; empty when signed out.
    own: String,
}

impl fmt::Display for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} {}", self.rendered_at, self.active, self.own)
    }
}

impl Identity {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        Some(Self {
            rendered_at: parts.next()?.parse().ok()?,
            active: parts.next()?.to_owned(),
            own: parts.next()?.to_owned(),
        })
    }

    /// What has happened, when the browser has become `now`; none when it is the same.
    fn overtaken_by(&self, now: &Self) -> Option<&'static str> {
        if now.active == self.active {
            None
        } else if now.active.is_empty() {
            Some("This browser has signed out.")
        } else if self.active.is_empty() {
            Some("This browser has signed in.")
        } else if now.active != now.own {
            Some("This browser is now acting as somebody else.")
        } else if now.own == self.own {
            Some("This browser no longer acts as this user.")
        } else {
            Some("This browser is now signed in under another session.")
        }
    }
}

/// Tells the other tabs for whom this document was rendered, and listens. What another session left in the
/// browser is forgotten at once.
pub fn join(snapshot: &Snapshot, outdated: Outdated) {
    forget_others(snapshot.own_session());
    let me = Identity {
        rendered_at: snapshot.rendered_at,
        active: snapshot.session_id.clone(),
        own: snapshot.own_session().to_owned(),
    };
    let announced = JsValue::from(me.to_string());
    let answer = announced.clone();
    let latest = Cell::new(me.rendered_at);
    let channel = browser::join_channel(CHANNEL, move |channel, text| {
        let Some(other) = Identity::parse(&text) else {
            return;
        };
        if other.rendered_at < latest.get() {
            // It was rendered before this document, but woke later, and has not heard of it.
            if other.active != me.active && !outdated.is_known() {
                drop(channel.post_message(&answer));
            }
            return;
        }
        latest.set(other.rendered_at);
        forget_others(&other.own);
        outdated.set(me.overtaken_by(&other));
    });
    if let Some(channel) = channel {
        // Only a closed channel refuses, and this one never closes.
        drop(channel.post_message(&announced));
    }
}

fn forget_others(own: &str) {
    drafts::forget_others(own);
    recent::forget_others(own);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rendered_at: i64, active: &str, own: &str) -> Identity {
        Identity {
            rendered_at,
            active: active.to_owned(),
            own: own.to_owned(),
        }
    }

    #[test]
    fn what_one_tab_tells_another_reads_it_back() {
        for identity in [
            at(1, "sess_a", "sess_a"),
            at(1_795_000_000_000, "sess_b", "sess_a"),
            at(0, "", ""),
        ] {
            assert_eq!(Identity::parse(&identity.to_string()), Some(identity));
        }
        for garbled in ["", "1", "1 sess_a", "soon sess_a sess_a"] {
            assert_eq!(Identity::parse(garbled), None, "{garbled:?}");
        }
    }

    #[test]
    fn every_change_of_who_one_is_has_its_words_and_the_same_person_has_none() {
        let (out, own, acting) = (at(0, "", ""), at(0, "a", "a"), at(0, "b", "a"));
        let said = |before: &Identity, now: &Identity| before.overtaken_by(now).unwrap_or("");
        assert_eq!(said(&own, &at(9, "a", "a")), "");
        assert!(said(&own, &out).contains("signed out"));
        assert!(said(&acting, &out).contains("signed out"));
        assert!(said(&out, &own).contains("signed in"));
        assert!(said(&own, &acting).contains("acting as somebody else"));
        assert!(said(&acting, &at(9, "c", "a")).contains("acting as somebody else"));
        assert!(said(&acting, &own).contains("no longer acts"));
        assert!(said(&own, &at(9, "d", "d")).contains("another session"));
    }
}
