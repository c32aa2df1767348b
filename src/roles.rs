//! Where a staff role stands in a user's metadata.

use clap::ValueEnum;
use clerk::JsonMap;
use serde_json::Value;

/// Public metadata, which only the Backend API writes; the configuration allows no other.
const METADATA: &str = "public_metadata.";

/// The roles that can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Works as ordinary users
    Support,
    /// Works as ordinary users, and is nobody's subject
    Lead,
    /// No member of staff
    None,
}

impl Role {
    /// As it stands in metadata.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Support => Some("support"),
            Self::Lead => Some("lead"),
            Self::None => None,
        }
    }

    /// Public metadata that, merged into what is there, gives the role, or takes it away with a null.
    pub fn metadata(self, role_path: &str) -> JsonMap {
        let names = role_path.strip_prefix(METADATA).unwrap_or(role_path);
        let role = self.as_str().map_or(Value::Null, Value::from);
        let nest = |inner: Value, name: &str| Value::from_iter([(name.to_owned(), inner)]);
        match names.rsplit('.').fold(role, nest) {
            Value::Object(metadata) => metadata,
            _ => unreachable!("splitting gives one name at least"),
        }
    }
}

/// The role that a user has, whatever it is called.
pub fn of<'user>(user: &'user clerk::User, role_path: &str) -> Option<&'user str> {
    let mut names = role_path
        .strip_prefix(METADATA)
        .unwrap_or(role_path)
        .split('.');
    let first = user.public_metadata.get(names.next()?);
    names.fold(first, |value, name| value?.get(name))?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_role_is_read_where_it_was_written() {
        for path in ["public_metadata.role", "public_metadata.staff.console.role"] {
            let user = |role: Role| clerk::User {
                public_metadata: role.metadata(path),
                ..clerk::User::default()
            };
            assert_eq!(of(&user(Role::Lead), path), Some("lead"));
            assert_eq!(of(&user(Role::None), path), None);
            assert_eq!(of(&user(Role::Lead), "public_metadata.other"), None);
        }
        let metadata = Role::Support.metadata("public_metadata.staff.role");
        assert_eq!(
            Value::Object(metadata),
            json!({ "staff": { "role": "support" } })
        );
    }
}
