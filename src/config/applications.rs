//! The applications that somebody can act in besides the console: `[[application]]`, once for each.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use super::ConfigError;
use super::section::{Values, one_of, section};

section! {
    /// An application of your own that somebody can act in; one such section for each. With none, people act in
    /// the console alone.
    pub struct Application {
        /// What people call it; each another name.
        name: Option<String> = None, like "Shop";
        /// Names it in forms and in the ledger, so it never changes: small letters, digits and hyphens; each
        /// another id.
        id: Option<String> = None, like "shop";
        /// Where its users sign in: https, or http on this machine.
        sign_in_url: Option<SignInUrl> = None, like "https://shop.example.com/sign-in";
        /// How it is given the ticket that signs somebody in: `url` opens the address that Clerk makes along
        /// with it, `sign_in_url` opens the application's own sign-in page with `__clerk_ticket`.
        ticket: TicketBy = TicketBy::Url;
    }
}

/// How an application is given a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketBy {
    Url,
    SignInUrl,
}

impl Values for TicketBy {
    fn in_words() -> String {
        one_of::<Self>()
    }
}

/// Every application. In a file a section each; in the environment one text, a list in JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Applications(Vec<Application>);

impl Applications {
    /// As the domain knows them. Call it on what [`Applications::validate`] has let through.
    pub fn to_domain(&self) -> impl Iterator<Item = impersonation::Application> {
        self.0.iter().filter_map(|application| {
            Some(impersonation::Application {
                id: application.id.clone()?,
                name: application.name.clone()?,
                sign_in_url: application.sign_in_url.clone()?.0,
                ticket: match application.ticket {
                    TicketBy::Url => impersonation::TicketBy::Url,
                    TicketBy::SignInUrl => impersonation::TicketBy::SignInUrl,
                },
            })
        })
    }

    /// Each needs a name, an id and an address; no two share a name or an id.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
        for (place, application) in self.0.iter().enumerate() {
            let wrong = |key: &str, words: &str| {
                Err(ConfigError::new(format!(
                    "application.{place}.{key} {words}"
                )))
            };
            let id = application.id.as_deref().unwrap_or_default();
            let name = application.name.as_deref().unwrap_or_default().trim();
            if !is_slug(id) {
                return wrong(
                    "id",
                    "must be set, to small letters, digits and hyphens, 40 at most",
                );
            }
            if name.is_empty() || name.chars().count() > 60 {
                return wrong("name", "must be set, to 60 characters at most");
            }
            if application.sign_in_url.is_none() {
                return wrong("sign_in_url", "must be set");
            }
            if !ids.insert(id) {
                return wrong("id", &format!("is {id:?}, as that of another application"));
            }
            if !names.insert(name) {
                let words = format!("is {name:?}, as that of another application");
                return wrong("name", &words);
            }
        }
        Ok(())
    }
}

fn is_slug(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !id.is_empty() && id.len() <= 40 && id.bytes().all(plain)
}

impl<'de> Deserialize<'de> for Applications {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// Written as a list of tables, or as one text.
struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Applications;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of applications")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Applications, E> {
        let read = serde_json::from_str(text).map(Applications);
        read.map_err(|error| E::custom(format!("must be a list of applications in JSON: {error}")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Applications, A::Error> {
        let mut applications = Vec::new();
        while let Some(application) = list.next_element()? {
            applications.push(application);
        }
        Ok(Applications(applications))
    }
}

/// The address of an application's sign-in page, to which tickets are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInUrl(Url);

impl FromStr for SignInUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape = "must be like https://shop.example.com/sign-in";
        let url = Url::parse(text).map_err(|error| format!("{shape} ({error})"))?;
        let anonymous = url.username().is_empty() && url.password().is_none();
        let on_this_machine = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" if anonymous => Ok(Self(url)),
            "http" if anonymous && on_this_machine => Ok(Self(url)),
            "https" | "http" if !anonymous => Err(format!("{shape}, without a user name")),
            _ => Err(format!(
                "{shape}: https, or http on this machine, since tickets are sent there"
            )),
        }
    }
}

impl<'de> Deserialize<'de> for SignInUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

impl Serialize for SignInUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Values for SignInUrl {
    fn in_words() -> String {
        "`https://`, or `http://` on this machine, with any path".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Applications, String> {
        let config: crate::config::Config = figment::Figment::from(
            <figment::providers::Toml as figment::providers::Format>::string(toml),
        )
        .extract()
        .map_err(|error| ConfigError::from(error).to_string())?;
        let valid = config.application.validate();
        valid.map_err(|error| error.to_string())?;
        Ok(config.application)
    }

    const SHOP: &str = "[[application]]\nname = \"Shop\"\nid = \"shop\"\nsign_in_url = \"https://shop.example/in\"\n";

    #[test]
    fn applications_are_read_from_sections_and_from_one_line_of_json() {
        let sections = read(&format!(
            "{SHOP}[[application]]\nname = \"Forum\"\nid = \"forum\"\nticket = \"sign_in_url\"\nsign_in_url = \"http://127.0.0.1:4000/#/in\"\n"
        ))
        .expect("both are as they may be");
        let line = r#"application = '[
            {"name": "Shop", "id": "shop", "sign_in_url": "https://shop.example/in"},
            {"name": "Forum", "id": "forum", "ticket": "sign_in_url", "sign_in_url": "http://127.0.0.1:4000/#/in"}
        ]'"#;
        assert_eq!(read(&line.replace('\n', " ")), Ok(sections.clone()));
        let domain: Vec<_> = sections.to_domain().collect();
        assert_eq!(domain[0].ticket, impersonation::TicketBy::Url);
        assert_eq!(domain[1].ticket, impersonation::TicketBy::SignInUrl);
        assert_eq!(domain[1].name, "Forum");
    }

    #[test]
    fn what_is_missing_unknown_or_there_twice_is_refused_and_named() {
        let cases = [
            (SHOP.replace("id = \"shop\"\n", ""), "application.0.id"),
            (
                SHOP.replace("id = \"shop\"", "id = \"The Shop\""),
                "application.0.id",
            ),
            (SHOP.replace("name = \"Shop\"\n", ""), "application.0.name"),
            (SHOP.replace("sign_in_url", "colour"), "colour is unknown"),
            (SHOP.replace("https", "http"), "application"),
            (
                SHOP.replace("https://", "https://me@"),
                "without a user name",
            ),
            (SHOP.replace("https", "javascript"), "https"),
            (format!("{SHOP}ticket = \"post\"\n"), "sign_in_url"),
            (format!("{SHOP}{SHOP}"), "application.1.id"),
            (
                format!("{SHOP}{}", SHOP.replace("id = \"shop\"", "id = \"other\"")),
                "application.1.name",
            ),
            ("application = 'x'".to_owned(), "in JSON"),
        ];
        for (toml, words) in cases {
            let refusal = read(&toml).expect_err(&toml);
            assert!(refusal.contains(words), "{toml}: {refusal}");
        }
    }
}
