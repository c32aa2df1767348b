use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::Url;

use super::list;
use super::section::Values;

/// The address of a page of some application: absolute, for a browser to be led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageUrl(Url);

impl PageUrl {
    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// Such addresses, each once: a list of texts, or one text with commas as an environment variable has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageUrls(Vec<PageUrl>);

impl PageUrls {
    pub fn to_urls(&self) -> Vec<Url> {
        self.0.iter().map(|page| page.0.clone()).collect()
    }
}

impl<'de> Deserialize<'de> for PageUrls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut urls = Vec::new();
        for text in list::texts(deserializer)? {
            let url = text.parse().map_err(de::Error::custom)?;
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        Ok(Self(urls))
    }
}

impl Values for PageUrls {
    fn in_words() -> String {
        format!(
            "a list of addresses ({}); in the environment with commas between them",
            PageUrl::in_words()
        )
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
        let list = |json| serde_json::from_str::<PageUrls>(json).map_err(|error| error.to_string());
        let two = list(r#""http://127.0.0.1:4000/a, https://b.example/, http://127.0.0.1:4000/a""#);
        let two = two.expect("addresses").to_urls();
        assert_eq!(two.len(), 2, "each once");
        for bad in [
            r#"["/hooks"]"#,
            r#"["ftp://a.example/"]"#,
            r#"["http://me:pw@a.example/"]"#,
        ] {
            let words = list(bad).expect_err(bad);
            assert!(words.contains("must be like"), "{words}");
        }
        let good: PageUrl = "http://127.0.0.1:4000/sign-in?a=b".parse().expect("a page");
        assert_eq!(good.to_string(), "http://127.0.0.1:4000/sign-in?a=b");
    }
}
