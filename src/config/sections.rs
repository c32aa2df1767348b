//! One section each. A key that is not set and has no fixed default is `None`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::section::{Values, one_of, section};
use super::{BaseUrl, ConfigError, InstanceName, Networks, Origins, PageUrl, PageUrls, Secret};

section! {
    /// The console itself.
    pub struct Server {
        /// Where the console listens.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 3000));
        /// How browsers reach the console: scheme, host and port. Requests for any other host are
        /// refused, and with https the cookie is sent over https only. Without it: http and the
        /// address it listens on.
        base_url: Option<BaseUrl> = None, like "https://console.example.com";
        /// The folder with the compiled site (`make build` makes it). Without it: `site` beside the
        /// folder of the program, else target/site.
        site_root: Option<PathBuf> = None, like "target/site";
        /// The proxies whose `X-Forwarded-For` is believed about where a request comes from. Of everybody
        /// else it is the address that they connect from.
        trusted_proxies: Networks = Networks::default(), like ["10.0.0.0/8", "192.0.2.1/32"];
    }
}

section! {
    /// The embedded provider, which stands in for Clerk while `clerk.secret_key` is not set.
    pub struct Provider {
        /// Where the provider listens.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 3010));
        /// Whether a browser may hold one session only, as a Clerk instance can be set.
        single_session_mode: bool = false;
        /// Applications whose pages may call the provider, with the cookies that it gave their browser. They
        /// have to be on the host under which the provider is reached, on ports of their own.
        allowed_origins: Origins = Origins::default(), like ["http://127.0.0.1:4000"];
        /// The sign-in page of the application: where a browser that opens the address of an actor token is
        /// taken, with the ticket as `__clerk_ticket`. Its origin is allowed, too.
        sign_in_url: Option<PageUrl> = None, like "http://127.0.0.1:4000/sign-in";
        /// Whether one may ask only so often as Clerk's development instances let one. Without it: yes where
        /// `understudy provider` serves it alone, no inside the console.
        limits: Option<bool> = None, like true;
        /// Where the provider sends its webhooks, as Clerk does: every event of users and sessions, to each.
        webhook_urls: PageUrls = PageUrls::default(), like ["http://127.0.0.1:4000/api/webhooks"];
        /// What the provider's webhooks are signed with. Without it: a secret of its own, which
        /// `understudy env` prints as `CLERK_WEBHOOK_SIGNING_SECRET`.
        webhook_signing_secret: Option<Secret> = None, like "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw";
    }
}

impl Provider {
    /// Webhooks can be signed with what is given for it.
    pub fn validate(&self) -> Result<(), ConfigError> {
        match &self.webhook_signing_secret {
            Some(secret) if clerk::WebhookSigner::new(secret.reveal()).is_err() => {
                Err(ConfigError::new(
                    "provider.webhook_signing_secret must be whsec_ and the base64 of 16 bytes or more",
                ))
            }
            _ => Ok(()),
        }
    }
}

section! {
    /// What is kept.
    pub struct Data {
        /// Where databases and keys are kept, readable by their owner alone.
        dir: PathBuf = PathBuf::from("./data");
        /// One of several instances that the data directory holds, each with users, keys, letters and ports of its
        /// own. Without it: the one that has no name.
        instance: Option<InstanceName> = None, like "shop";
    }
}

section! {
    /// Who may come in.
    pub struct SignIn {
        /// Who may sign in to the console: "staff" alone, or "everyone", customers too. Without it:
        /// everyone with the embedded provider, staff on a Clerk instance.
        audience: Option<Audience> = None, like "staff";
        /// How often one address may be wrong about one account before it has to wait. After that each
        /// further mistake doubles the wait.
        #[serde(deserialize_with = "whole_number")]
        tries: u32 = 5;
        /// How often one address may be wrong about all accounts together.
        #[serde(deserialize_with = "whole_number")]
        tries_per_address: u32 = 20;
        /// How often all addresses together that never signed in to an account may be wrong about it.
        #[serde(deserialize_with = "whole_number")]
        tries_per_account: u32 = 20;
        /// The longest wait of an address, in seconds.
        #[serde(deserialize_with = "whole_number")]
        longest_wait_seconds: u32 = 900;
        /// The longest wait that strangers can bring upon an account, in seconds. An address that signed
        /// in to the account before does not wait for strangers.
        #[serde(deserialize_with = "whole_number")]
        longest_account_wait_seconds: u32 = 30;
    }
}

impl SignIn {
    /// Somebody must be able to try, and nobody waits for longer than a day.
    pub fn validate(&self) -> Result<(), ConfigError> {
        const DAY: u32 = 24 * 60 * 60;
        for (key, value, most) in [
            ("tries", self.tries, u32::MAX),
            ("tries_per_address", self.tries_per_address, u32::MAX),
            ("tries_per_account", self.tries_per_account, u32::MAX),
            ("longest_wait_seconds", self.longest_wait_seconds, DAY),
            (
                "longest_account_wait_seconds",
                self.longest_account_wait_seconds,
                DAY,
            ),
        ] {
            if !(1..=most).contains(&value) {
                return Err(ConfigError::new(format!(
                    "sign_in.{key} is {value} but must be from 1 to {most}"
                )));
            }
        }
        Ok(())
    }
}

/// A number, which is text where an environment variable sets it.
pub(super) fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a whole number")]
    enum Written {
        Number(u32),
        Text(String),
    }
    match Written::deserialize(deserializer)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text
            .trim()
            .parse()
            .map_err(|_| D::Error::custom(format!("{text:?} is not a whole number"))),
    }
}

/// Whether customers may sign in to the console at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    Staff,
    Everyone,
}

impl Values for Audience {
    fn in_words() -> String {
        one_of::<Self>()
    }
}

section! {
    /// What the rules read.
    pub struct Policy {
        /// Where a user's staff role ("support" or "lead") stands, as a path of names joined by full
        /// stops. It must be in public metadata, which users cannot write.
        role_path: String = "public_metadata.role".to_owned();
    }
}

impl Policy {
    /// The role must stand in public metadata, which a user cannot write (unsafe metadata, they can).
    pub fn validate(&self) -> Result<(), ConfigError> {
        let mut steps = self.role_path.split('.');
        let public = steps.next() == Some("public_metadata");
        let named = steps.clone().next().is_some() && steps.all(|step| !step.is_empty());
        if public && named {
            return Ok(());
        }
        Err(ConfigError::new(format!(
            "policy.role_path is {:?} but must be like public_metadata.role",
            self.role_path
        )))
    }
}

section! {
    /// What is written to standard error.
    pub struct Log {
        /// "pretty" for people, or "json" for machines.
        format: LogFormat = LogFormat::Pretty;
        /// error, warn, info, debug or trace, or a list such as "info,server=debug".
        level: String = "info".to_owned();
    }
}

impl Log {
    pub fn validate(&self) -> Result<(), ConfigError> {
        crate::logging::filter(&self.level)
            .map(drop)
            .map_err(|error| {
                ConfigError::new(format!(
                    "log.level is {:?}, which cannot be understood: {error}",
                    self.level
                ))
            })
    }
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Pretty,
    Json,
}

impl Values for LogFormat {
    fn in_words() -> String {
        one_of::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_the_sign_in_that_lets_nobody_try_is_refused() {
        let read = |json| serde_json::from_str::<SignIn>(json).expect("numbers, or text");
        read(r#"{"tries": "7", "longest_wait_seconds": 86400}"#)
            .validate()
            .expect("as an environment variable has it, too");
        for bad in [
            r#"{"tries": 0}"#,
            r#"{"tries_per_account": "0"}"#,
            r#"{"longest_wait_seconds": 86401}"#,
        ] {
            read(bad).validate().expect_err(bad);
        }
        serde_json::from_str::<SignIn>(r#"{"tries": "many"}"#).expect_err("no number");
    }

    #[test]
    fn what_webhooks_cannot_be_signed_with_is_refused_without_quoting_it() {
        let with = |secret| Provider {
            webhook_signing_secret: Some(Secret::from(secret)),
            ..Provider::default()
        };
        for bad in ["", "hunter2", "whsec_hunter2", "whsec_c2hvcnQ="] {
            let words = with(bad).validate().expect_err("no secret").to_string();
            assert!(words.contains("provider.webhook_signing_secret"), "{words}");
            assert!(!words.contains("hunter2"), "{words}");
        }
        with("whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw")
            .validate()
            .expect("a secret");
    }

    #[test]
    fn a_role_is_only_read_from_public_metadata() {
        for bad in [
            "",
            "role",
            "unsafe_metadata.role",
            "public_metadata",
            "public_metadata.",
            "public_metadata..role",
        ] {
            Policy {
                role_path: bad.to_owned(),
            }
            .validate()
            .expect_err(bad);
        }
        Policy {
            role_path: "public_metadata.staff.role".to_owned(),
        }
        .validate()
        .expect("a deeper path");
    }

    #[test]
    fn a_log_level_that_means_nothing_is_refused() {
        let log = Log {
            level: "server=loud".to_owned(),
            ..Log::default()
        };
        let words = log.validate().expect_err("no such level").to_string();
        assert!(
            words.contains("log.level") && words.contains("server=loud"),
            "{words}"
        );
    }
}
