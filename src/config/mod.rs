//! The configuration: defaults, then `understudy.toml`, then the environment, then the command line;
//! the later one wins. Its reference is written by the sections themselves. Unknown keys are fatal.

mod applications;
mod audit;
mod base_url;
mod clerk;
mod error;
mod instance_name;
mod list;
mod load;
mod networks;
mod origins;
mod page_url;
pub mod reference;
mod secret;
mod section;
mod sections;
mod show;
mod variables;

use serde::{Deserialize, Serialize};

pub use applications::{Application, Applications};
pub use audit::{Audit, Feed, Target};
pub use base_url::BaseUrl;
pub use clerk::{Clerk, Instance};
pub use error::ConfigError;
pub use instance_name::InstanceName;
pub use load::{Loaded, Sources};
pub use networks::Networks;
pub use origins::Origins;
pub use page_url::{PageUrl, PageUrls};
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
    pub application: Applications,
    pub audit: Audit,
    pub log: Log,
}

impl Config {
    /// Checks what a single value cannot know by itself.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.clerk.instance()?;
        self.clerk.webhooks()?;
        self.provider.validate()?;
        self.sign_in.validate()?;
        self.policy.validate()?;
        self.application.validate()?;
        self.audit.validate()?;
        self.log.validate()
    }

    /// The Clerk instance that is worked on, if there is one. An instance of the embedded provider that was named
    /// beside it would be passed over without a word, so that is refused.
    pub fn at_clerk(&self) -> Result<Option<Instance>, ConfigError> {
        let clerk = self.clerk.instance()?;
        match &self.data.instance {
            Some(name) if clerk.is_some() => Err(ConfigError::new(format!(
                "clerk.secret_key is set, which stands for a Clerk instance, and data.instance is {:?}, which is one of the embedded provider; unset one of the two",
                name.as_str()
            ))),
            _ => Ok(clerk),
        }
    }
}
