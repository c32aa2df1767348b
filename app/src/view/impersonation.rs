use serde::{Deserialize, Serialize};

use super::{ActorView, Moment};

/// One row of a list of impersonations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpersonationItem {
    /// Ours: `imp_…`.
    pub id: String,
    /// Who acted.
    pub actor: ActorView,
    /// As whom: Clerk's id, name and e-mail address.
    pub subject: ActorView,
    /// Why.
    pub reason: String,
    /// The case it belongs to.
    pub case_reference: Option<String>,
    /// The application that it is in; none for the console itself.
    pub destination: Option<String>,
    /// Whether it still waits for its link to be opened there.
    pub waiting: bool,
    /// For how long at most, in minutes.
    pub minutes: u32,
    /// Since when.
    pub started: Moment,
    /// When it ends at the latest; none when it is over.
    pub until: Option<Moment>,
    /// How it ended; none while it runs.
    pub end: Option<Fact>,
}

/// Where an impersonation stands, as its page keeps it true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whether it waits, runs or is over.
    pub phase: Phase,
    /// The same in words, with the cause of an end.
    pub words: String,
    /// What is left of its link while it waits, and of itself while it runs; in milliseconds.
    pub remaining: i64,
    /// When its session was opened.
    pub started: Option<Moment>,
    /// When it ends at the latest, while it runs.
    pub until: Option<Moment>,
    /// When it was over.
    pub ended: Option<Moment>,
}

/// The three parts of the life of an impersonation that a page tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Nothing is open yet.
    Waiting,
    /// The session is open.
    Running,
    /// There is nothing left to end.
    Over,
}

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What, in words.
    pub words: String,
    /// When, where it is known.
    pub at: Option<Moment>,
}

/// What the rules say about impersonating one user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It may be started, for so many minutes at most.
    Allowed {
        /// The longest duration that may be asked for.
        max_minutes: u32,
    },
    /// It may not, and this is why, in the rule's words.
    Refused {
        /// The rule's words.
        words: String,
    },
}
