use std::fmt::Write as _;

use serde_json::Value;

use super::Loaded;

impl Loaded {
    /// The configuration in force as TOML, secrets hidden, with the origin of what is not a default.
    pub fn to_toml(&self) -> String {
        let mut toml = String::new();
        let Ok(Value::Object(sections)) = serde_json::to_value(&self.config) else {
            unreachable!("the configuration is made of sections of plain values");
        };
        let tables = sections.iter().flat_map(|(section, keys)| match keys {
            Value::Array(tables) => tables
                .iter()
                .enumerate()
                .map(|(place, keys)| {
                    let path = format!("{section}.{place}");
                    (format!("[[{section}]]"), path, keys)
                })
                .collect::<Vec<_>>(),
            keys => vec![(format!("[{section}]"), section.clone(), keys)],
        });
        for (heading, path, keys) in tables {
            if !toml.is_empty() {
                toml.push('\n');
            }
            let _infallible = writeln!(toml, "{heading}");
            for (key, value) in keys.as_object().into_iter().flatten() {
                let line = match value {
                    Value::Null => format!("# {key} is not set"),
                    // A JSON string, number or boolean is written the same way in TOML.
                    value => format!("{key} = {value}"),
                };
                let origin = self.origin_of(&format!("{path}.{key}"));
                let origin = origin
                    .map(|origin| format!("  # {origin}"))
                    .unwrap_or_default();
                let _infallible = writeln!(toml, "{line}{origin}");
            }
        }
        toml
    }
}
