use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::Url;

/// The address under which browsers reach a server: scheme, host and port, nothing behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Plain http at an address of this machine.
    pub fn http(address: SocketAddr) -> Self {
        Self(Url::parse(&format!("http://{address}")).expect("an address makes a URL"))
    }

    /// The same place over https.
    pub fn over_https(self) -> Self {
        let text = self.to_string().replacen("http://", "https://", 1);
        Self(Url::parse(&text).expect("one scheme is as good as the other"))
    }

    /// Whether it is reached over https.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape = "must be like https://console.example.com";
        let url = Url::parse(text).map_err(|error| format!("{shape} ({error})"))?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        match url.scheme() {
            "http" | "https" if bare && anonymous && url.has_host() => Ok(Self(url)),
            "http" | "https" => Err(format!("{shape}, without a path, a query or a user name")),
            _ => Err(format!("{shape}, beginning with http:// or https://")),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl Serialize for BaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_has_no_path_no_user_and_a_web_scheme() {
        for bad in [
            "",
            "console.example.com",
            "ftp://a.example",
            "https://a.example/x",
            "https://me@a.example",
            "http://a.example/?q",
        ] {
            bad.parse::<BaseUrl>().expect_err(bad);
        }
        let good: BaseUrl = "https://console.example.com/".parse().expect("a base url");
        assert_eq!(good.to_string(), "https://console.example.com");
    }

    #[test]
    fn an_address_of_this_machine_is_reached_over_http_or_https() {
        let url = |address: &str| BaseUrl::http(address.parse().expect("an address"));
        assert_eq!(url("127.0.0.1:80").to_string(), "http://127.0.0.1");
        let url = url("[::1]:3010").over_https();
        assert_eq!(url.to_string(), "https://[::1]:3010");
        assert!(url.is_https());
    }
}
