/// Somebody known to the identity provider, as far as the rules need to know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user id at the provider (`user_…`).
    pub id: String,
    /// The full name as shown to people; may be empty.
    pub name: String,
    /// The primary e-mail address, where there is one.
    pub email: Option<String>,
    /// The staff role; `None` for ordinary people.
    pub role: Option<Role>,
    /// Banned at the provider: can neither act nor be acted as.
    pub banned: bool,
}

/// What a member of staff is trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Works as ordinary users.
    Support,
    /// Works as ordinary users, and will approve what support may not do alone.
    Lead,
}

impl Role {
    /// Reads a role as it stands in the user's metadata; anything unknown is no role.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "support" => Some(Self::Support),
            "lead" => Some(Self::Lead),
            _ => None,
        }
    }

    /// The role as it stands in the user's metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Lead => "lead",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}
