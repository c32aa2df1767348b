//! `understudy doctor`: whether everything that the console needs is in order, a line for each check: that it is,
//! or what to do.

mod apis;
mod files;
mod report;
mod staff;
mod witness;

use std::sync::Arc;

use ambient::{Clock, Random};
use anyhow::bail;
use clerk::{Network, Transport};

use crate::binding;
use crate::config::{BaseUrl, Config, ConfigError, Loaded};
use crate::data_dir::DataDir;
use crate::instance::Instance;
use crate::listen::reachable;
use report::Report;
use witness::Witness;

#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Args {
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// Checks everything and reports it; fails when a check does.
pub async fn run(loaded: Result<Loaded, ConfigError>, args: Args) -> anyhow::Result<()> {
    let mut report = Report::default();
    match loaded {
        Ok(loaded) => examine(&loaded.config, &mut report).await,
        // Without a configuration nothing else can be looked for.
        Err(error) => report.fail("configuration", error.to_string()),
    }
    report.print(args.json)?;
    match report.failures() {
        0 => Ok(()),
        1 => bail!("one check failed; what to do stands beside it"),
        failures => bail!("{failures} checks failed; what to do stands beside each"),
    }
}

async fn examine(config: &Config, report: &mut Report) {
    report.ok(
        "configuration",
        "every key is known and what is set fits together",
    );
    let data = DataDir::new(&config.data);
    files::examine(&data, report);
    let witness = Arc::new(Witness::default());
    let (instance, api, frontend_api) = match instance(config, &data, &witness).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            return report.note(
                "instance",
                "there is no provider yet; `understudy serve` makes one",
            );
        }
        Err(error) => return report.fail("instance", format!("{error:#}")),
    };
    match binding::of(&data) {
        Ok(Some(bound)) if bound != instance.label => report.fail(
            "instance",
            format!(
                "the data directory belongs to {bound} and not to {}; choose another with --data-dir",
                instance.label
            ),
        ),
        Ok(_) => report.ok("instance", format!("the console works on {}", instance.label)),
        Err(error) => report.fail("instance", format!("{error:#}")),
    }
    let reached = apis::examine(&instance, &api, &frontend_api, report).await;
    if reached {
        staff::examine(&instance.backend, &config.policy.role_path, report).await;
    }
    witness.examine(report);
    if let Some(pool) = instance.pool {
        pool.close().await;
    }
}

/// The instance that is worked on, with a witness on the line, and the addresses of its two APIs. `None` where
/// it is still to be made: looking at something must not make it.
async fn instance(
    config: &Config,
    data: &DataDir,
    witness: &Arc<Witness>,
) -> anyhow::Result<Option<(Instance, String, String)>> {
    if let Some(clerk) = config.at_clerk()? {
        let network = Network::new()?;
        let watched: Arc<dyn Transport> = Arc::new(witness.clone().before(network));
        let addresses = (
            clerk.api_url.to_string(),
            clerk.frontend_api_url.to_string(),
        );
        let instance = Instance::over(&clerk, watched.clone(), watched);
        return Ok(Some((instance, addresses.0, addresses.1)));
    }
    if !data.provider_database().exists() {
        return Ok(None);
    }
    let (clock, random) = (Clock::system(), Random::from_os());
    let url = BaseUrl::http(reachable(config.provider.listen));
    let instance = Instance::embedded(&config.provider, data, &url, &clock, &random).await?;
    let here = "this data directory".to_owned();
    Ok(Some((instance, here.clone(), here)))
}
