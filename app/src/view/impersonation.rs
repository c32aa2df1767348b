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
    /// For how long at most, in minutes.
    pub minutes: u32,
    /// Since when.
    pub started: Moment,
    /// When it ends at the latest; none when it is over.
    pub until: Option<Moment>,
    /// How it ended; none while it runs.
    pub end: Option<Fact>,
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
