//! One struct a section. A key that is not set and has no fixed default is `None`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{BaseUrl, ConfigError};

/// `[server]`: the console itself.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Where the console listens.
    pub listen: SocketAddr,
    /// How browsers reach the console; without it, the address it listens on.
    pub base_url: Option<BaseUrl>,
    /// The folder with the compiled site; without it, `site` beside the program's folder.
    pub site_root: Option<PathBuf>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            base_url: None,
            site_root: None,
        }
    }
}

/// `[provider]`: the embedded provider, which stands in for Clerk when no secret key is set.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Provider {
    /// Where the provider listens.
    pub listen: SocketAddr,
    /// Whether a browser may hold one session only, as a Clerk instance can be set.
    pub single_session_mode: bool,
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3010)),
            single_session_mode: false,
        }
    }
}

/// `[data]`: where everything is kept.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// Databases and keys.
    pub dir: PathBuf,
}

impl Default for Data {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("./data"),
        }
    }
}

/// `[sign_in]`: who may come in.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Without it: everyone with the embedded provider, staff on a Clerk instance.
    pub audience: Option<Audience>,
}

/// Whether customers may sign in to the console at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    Staff,
    Everyone,
}

/// `[policy]`: what the rules read.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Where a user's staff role stands, as a path of names joined by full stops.
    pub role_path: String,
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

impl Default for Policy {
    fn default() -> Self {
        Self {
            role_path: "public_metadata.role".to_owned(),
        }
    }
}

/// `[log]`: what is written to standard error.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// For people or for machines.
    pub format: LogFormat,
    /// A level (error, warn, info, debug, trace) or a list such as `info,server=debug`.
    pub level: String,
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

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Pretty,
            level: "info".to_owned(),
        }
    }
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Pretty,
    Json,
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
