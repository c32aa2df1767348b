use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::section::Values;
use super::{BaseUrl, list};

/// Origins of web pages: a list of texts such as `http://127.0.0.1:4000`, or one text with commas as an
/// environment variable has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<BaseUrl>);

impl Origins {
    /// As browsers write them: scheme, host, and a port where it is not the usual one.
    pub fn to_texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

impl<'de> Deserialize<'de> for Origins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = list::texts(deserializer)?;
        let origins = texts.iter().map(|text| {
            text.parse()
                .map_err(|words| D::Error::custom(format!("{text:?} {words}")))
        });
        origins.collect::<Result<_, _>>().map(Self)
    }
}

impl Serialize for Origins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl Values for Origins {
    fn in_words() -> String {
        "a list of origins (scheme, host, port); in the environment with commas between them"
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Vec<String>, String> {
        let origins = serde_json::from_str::<Origins>(json).map_err(|error| error.to_string())?;
        Ok(origins.to_texts())
    }

    #[test]
    fn origins_are_read_as_browsers_write_them() {
        let wanted = Ok(vec![
            "http://127.0.0.1:4000".to_owned(),
            "https://app.example.com".to_owned(),
        ]);
        assert_eq!(
            read(r#"["http://127.0.0.1:4000/", "https://app.example.com:443"]"#),
            wanted
        );
        assert_eq!(
            read(r#""http://127.0.0.1:4000, https://App.example.com,""#),
            wanted
        );
        for wrong in [r#""null""#, r#"["*"]"#, r#""http://a.example/sign-in""#] {
            assert!(read(wrong).is_err_and(|words| words.contains("must be like")));
        }
    }
}
