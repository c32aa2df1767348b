use clerk::types::JsonMap;
use serde_json::Value;

use crate::errors::ApiError;
use crate::params::Params;
use crate::store::users::UserRow;

/// Metadata to write; what is `None` stays as it is.
#[derive(Default)]
pub(crate) struct Metadata {
    pub(crate) public: Option<JsonMap>,
    pub(crate) private: Option<JsonMap>,
    pub(crate) unsafe_: Option<JsonMap>,
}

impl Metadata {
    /// What a body says of the three.
    pub(crate) fn read(body: &mut Params) -> Result<Self, ApiError> {
        Ok(Self {
            public: body.object("public_metadata")?,
            private: body.object("private_metadata")?,
            unsafe_: body.object("unsafe_metadata")?,
        })
    }

    /// Puts each that is given in the place of what the user has.
    pub(crate) fn replace_in(self, user: &mut UserRow) -> Result<(), ApiError> {
        let fields = [
            (&mut user.public_metadata, self.public),
            (&mut user.private_metadata, self.private),
            (&mut user.unsafe_metadata, self.unsafe_),
        ];
        for (kept, given) in fields {
            if let Some(given) = given {
                *kept = serde_json::to_string(&given)?;
            }
        }
        Ok(())
    }

    /// Merges into what the user has.
    pub(crate) fn merge_into(self, user: &mut UserRow) -> Result<(), ApiError> {
        let fields = [
            (&mut user.public_metadata, self.public),
            (&mut user.private_metadata, self.private),
            (&mut user.unsafe_metadata, self.unsafe_),
        ];
        for (kept, change) in fields {
            if let Some(change) = change {
                let mut merged = serde_json::from_str(kept)?;
                merge(&mut merged, change);
                *kept = serde_json::to_string(&merged)?;
            }
        }
        Ok(())
    }
}

/// Clerk's deep merge: objects are merged key by key, null deletes a key, anything else replaces.
pub(crate) fn merge(kept: &mut JsonMap, change: JsonMap) {
    for (key, value) in change {
        match value {
            Value::Null => {
                kept.remove(&key);
            }
            Value::Object(change) => {
                let entry = kept.entry(key).or_insert(Value::Null);
                if !entry.is_object() {
                    *entry = Value::Object(JsonMap::new());
                }
                if let Value::Object(nested) = entry {
                    merge(nested, change);
                }
            }
            value => {
                kept.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn merged(kept: Value, change: Value) -> Value {
        let (Value::Object(mut kept), Value::Object(change)) = (kept, change) else {
            panic!("metadata are objects")
        };
        merge(&mut kept, change);
        Value::Object(kept)
    }

    #[test]
    fn null_deletes_a_key_at_any_depth_and_is_never_kept() {
        let kept = json!({"role": "lead", "flags": {"a": 1, "b": 2}});
        let change =
            json!({"role": null, "flags": {"a": null}, "unknown": null, "new": {"x": null}});
        assert_eq!(merged(kept, change), json!({"flags": {"b": 2}, "new": {}}));
    }

    #[test]
    fn objects_are_merged_and_everything_else_replaces() {
        let kept = json!({"a": {"x": 1}, "list": [1, 2], "n": 1});
        let change = json!({"a": {"y": 2}, "list": [3], "n": {"deep": true}});
        let expected = json!({"a": {"x": 1, "y": 2}, "list": [3], "n": {"deep": true}});
        assert_eq!(merged(kept, change), expected);
    }
}
