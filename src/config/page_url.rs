use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::Url;

use super::section::Values;

/// The address of a page of some application: absolute, for a browser to be led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageUrl(Url);

impl PageUrl {
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl FromStr for PageUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape = "must be like https://app.example.com/sign-in";
        let url = Url::parse(text).map_err(|error| format!("{text:?} {shape} ({error})"))?;
        let anonymous = url.username().is_empty() && url.password().is_none();
        if matches!(url.scheme(), "http" | "https") && url.has_host() && anonymous {
            Ok(Self(url))
        } else {
            Err(format!("{text:?} {shape}, without a user name"))
        }
    }
}

impl fmt::Display for PageUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<'de> Deserialize<'de> for PageUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl Serialize for PageUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Values for PageUrl {
    fn in_words() -> String {
        "`http://` or `https://`, a host, and a path".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_web_scheme_and_names_no_user() {
        for bad in [
            "",
            "/sign-in",
            "javascript:alert(1)",
            "https://me@a.example/",
        ] {
            bad.parse::<PageUrl>().expect_err(bad);
        }
        let good: PageUrl = "http://127.0.0.1:4000/sign-in?a=b".parse().expect("a page");
        assert_eq!(good.to_string(), "http://127.0.0.1:4000/sign-in?a=b");
    }
}
