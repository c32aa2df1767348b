use std::borrow::Cow;
use std::fmt;

/// The answer of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A rule allows it.
    Allow {
        /// The rule that did.
        rule: RuleId,
        /// For so many minutes at most; means nothing for actions that do not last.
        max_minutes: u32,
    },
    /// It is refused.
    Deny {
        /// The rule that refused, or the one that was missing.
        rule: RuleId,
        /// Why, in words for the person who asked.
        words: String,
    },
}

impl Decision {
    /// A refusal.
    pub fn deny(rule: RuleId, words: impl Into<String>) -> Self {
        Self::Deny {
            rule,
            words: words.into(),
        }
    }

    /// Whether a rule allows it.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow { .. })
    }
}

/// Names a rule, in snake case, as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// A rule that is written in code.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for RuleId {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
