use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::section::Values;

/// As long as a name may be, in letters.
const LONGEST: usize = 40;

/// The name of an instance of the embedded provider. It is the name of a folder, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceName(String);

impl InstanceName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InstanceName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let named = (1..=LONGEST).contains(&text.len()) && !text.starts_with('-');
        if named && text.bytes().all(known) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "must be a name of {LONGEST} letters at most, of a to z, 0 to 9 and -, with no - at its beginning"
        ))
    }
}

impl fmt::Display for InstanceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for InstanceName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|words| de::Error::custom(format!("{text:?} {words}")))
    }
}

impl Serialize for InstanceName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Values for InstanceName {
    fn in_words() -> String {
        format!("a name of {LONGEST} letters at most, of a to z, 0 to 9 and `-`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_folders_and_leads_nowhere_else() {
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "../a",
            "Shop",
            "a b",
            "-a",
            "caf\u{e9}",
            &"a".repeat(41),
        ] {
            bad.parse::<InstanceName>().expect_err(bad);
        }
        for good in ["a", "7", "shop-2", &"a".repeat(40)] {
            let name: InstanceName = good.parse().expect(good);
            assert_eq!(name.as_str(), good);
        }
    }
}
