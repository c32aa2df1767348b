//! One section each. A key that is not set and has no fixed default is `None`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::section::{Values, one_of, section};
use super::{BaseUrl, ConfigError};

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
    }
}

section! {
    /// The embedded provider, which stands in for Clerk while `clerk.secret_key` is not set.
    pub struct Provider {
        /// Where the provider listens.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 3010));
        /// Whether a browser may hold one session only, as a Clerk instance can be set.
        single_session_mode: bool = false;
    }
}

section! {
    /// What is kept.
    pub struct Data {
        /// Where databases and keys are kept, readable by their owner alone.
        dir: PathBuf = PathBuf::from("./data");
    }
}

section! {
    /// Who may come in.
    pub struct SignIn {
        /// Who may sign in to the console: "staff" alone, or "everyone", customers too. Without it:
        /// everyone with the embedded provider, staff on a Clerk instance.
        audience: Option<Audience> = None, like "staff";
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
