//! What orders from the command line have in common: a reason, and the domain to carry them out.

use ambient::{Clock, Random};
use impersonation::Impersonations;

use super::user;
use crate::config::Config;
use crate::data_dir::DataDir;
use crate::instance::Instance;
use crate::wiring::{self, Domain};

#[derive(Debug, clap::Args)]
pub struct Reason {
    /// Why: 10 to 500 characters, kept in the ledger
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// The domain of the instance, beside the console that may be serving it.
pub struct Orders {
    pub impersonations: Impersonations,
    instance: Instance,
    pool: database::Pool,
}

impl Orders {
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        let instance = Instance::configured(config).await?;
        let data = DataDir::new(&config.data);
        let (clock, random) = (Clock::system(), Random::from_os());
        let Domain {
            pool,
            impersonations,
            ..
        } = wiring::domain(config, &instance, &data, &clock, &random).await?;
        Ok(Self {
            impersonations,
            instance,
            pool,
        })
    }

    /// The id of somebody, by e-mail address or id. An id is taken as it is: they may be gone at the provider.
    pub async fn user(&self, who: String) -> anyhow::Result<String> {
        if !who.contains('@') {
            return Ok(who);
        }
        Ok(user::find(&self.instance.backend, &who).await?.id)
    }

    pub async fn close(self) {
        self.pool.close().await;
        if let Some(pool) = self.instance.pool {
            pool.close().await;
        }
    }
}
