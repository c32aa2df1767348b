//! Who may do what. Default deny: an action that no rule allows is refused.

mod decision;
mod default;
mod floor;
mod question;

pub use decision::{Decision, RuleId};
pub use default::DefaultPolicy;
pub use floor::{NEVER_FROM_INSIDE, NEVER_ONESELF, NEVER_WHILE_STOPPED, decide};
pub use question::{Action, Context, Question};

/// A set of rules. Ask it through [`decide`] (or [`crate::Impersonations::decide`]), which adds the
/// rules that no policy can lift: [`NEVER_FROM_INSIDE`], [`NEVER_ONESELF`] and [`NEVER_WHILE_STOPPED`].
pub trait Policy: Send + Sync {
    /// Answers a question from what is in it alone.
    fn decide(&self, question: &Question<'_>) -> Decision;
}
