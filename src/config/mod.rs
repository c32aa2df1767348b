//! The configuration: defaults, then `understudy.toml`, then the environment, then the command line;
//! the later one wins. `understudy.sample.toml` is its reference. Unknown keys are fatal.

mod base_url;
mod clerk;
mod error;
mod load;
mod secret;
mod sections;
mod show;
mod variables;

use serde::{Deserialize, Serialize};

pub use base_url::BaseUrl;
pub use clerk::{Clerk, Instance};
pub use error::ConfigError;
pub use load::{Loaded, Sources};
pub use secret::Secret;
pub use sections::{Audience, Data, Log, LogFormat, Policy, Provider, Server, SignIn};
pub use variables::Flag;

/// The file that is read from the working directory when `--config` does not name another.
pub const FILE_NAME: &str = "understudy.toml";

/// Everything that can be configured, a field for each section.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub server: Server,
    pub provider: Provider,
    pub clerk: Clerk,
    pub data: Data,
    pub sign_in: SignIn,
    pub policy: Policy,
    pub log: Log,
}

impl Config {
    /// Checks what a single value cannot know by itself.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.clerk.instance()?;
        self.policy.validate()?;
        self.log.validate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../understudy.sample.toml");

    /// The keys of the sample are written `#key = value`; its prose is written `# …`.
    fn uncommented() -> String {
        let line = |line: &str| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') => format!("{key}\n"),
            _ => format!("{line}\n"),
        };
        SAMPLE.lines().map(line).collect()
    }

    fn load(toml: &str) -> Config {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("sample.toml");
        std::fs::write(&file, toml).expect("the file is written");
        let sources = Sources {
            file: Some(file),
            ..Sources::default()
        };
        sources.load().expect("the sample is valid").config
    }

    #[test]
    fn the_sample_as_it_stands_changes_nothing() {
        assert_eq!(load(SAMPLE), Config::default());
    }

    #[test]
    fn the_sample_names_every_key_and_shows_the_defaults() {
        let sample = load(&uncommented());
        let keys = |config: &Config| serde_json::to_value(config).expect("plain values");
        let (sample, defaults) = (keys(&sample), keys(&Config::default()));
        for (section, values) in defaults.as_object().expect("sections") {
            for (key, value) in values.as_object().expect("keys") {
                let shown = &sample[section][key];
                assert!(!shown.is_null(), "{section}.{key} is missing in the sample");
                // Where there is no default, the sample shows an example.
                assert!(
                    value.is_null() || value == shown,
                    "{section}.{key} is not the default"
                );
            }
        }
    }
}
