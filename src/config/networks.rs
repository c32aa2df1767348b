use std::net::IpAddr;

use ipnet::IpNet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::list;
use super::section::Values;

/// Networks such as `10.0.0.0/8`, and single addresses: a list of texts, or one text with commas as an environment
/// variable has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    pub fn to_vec(&self) -> Vec<IpNet> {
        self.0.clone()
    }
}

impl<'de> Deserialize<'de> for Networks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = list::texts(deserializer)?;
        let networks = texts.iter().map(|text| {
            network(text).ok_or_else(|| {
                D::Error::custom(format!(
                    "{text:?} is neither an address nor a network such as \"10.0.0.0/8\""
                ))
            })
        });
        networks.collect::<Result<_, _>>().map(Self)
    }
}

impl Serialize for Networks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl Values for Networks {
    fn in_words() -> String {
        "a list of addresses and networks; in the environment with commas between them".to_owned()
    }
}

fn network(text: &str) -> Option<IpNet> {
    let address = |text: &str| text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(|| address(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Vec<String>, String> {
        let networks = serde_json::from_str::<Networks>(json).map_err(|error| error.to_string())?;
        Ok(networks.0.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn networks_are_read_from_a_list_and_from_one_line() {
        let wanted = Ok(vec!["10.0.0.0/8".to_owned(), "2001:db8::1/128".to_owned()]);
        assert_eq!(read(r#"["10.0.0.0/8", "2001:db8::1"]"#), wanted);
        assert_eq!(read(r#""10.0.0.0/8, 2001:db8::1""#), wanted);
        assert_eq!(read(r#""""#), Ok(Vec::new()));
        for wrong in [r#""proxy.example""#, r#"["10.0.0.0/33"]"#] {
            assert!(read(wrong).is_err_and(|words| words.contains("10.0.0.0/8")));
        }
        assert!(read("7").is_err_and(|words| words.contains("a list of texts")));
    }
}
