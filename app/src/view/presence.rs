use serde::{Deserialize, Serialize};

use super::{ActorView, Moment};

/// Somebody who is acting as a user right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Who acts.
    pub actor: ActorView,
    /// Whether that is the one who looks, in another browser.
    pub oneself: bool,
    /// Since when.
    pub started: Moment,
    /// When it ends at the latest.
    pub until: Option<Moment>,
}
