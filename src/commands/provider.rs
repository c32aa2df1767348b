//! `understudy provider`: the embedded provider alone, as a local Clerk for tests and development.

use std::net::SocketAddr;

use ambient::{Clock, Random};

use crate::config::{Config, Flag};
use crate::data_dir::DataDir;
use crate::demo::{self, Demo};
use crate::doors::{self, Door};
use crate::instance::Instance;
use crate::listen;
use crate::logging;
use crate::output;
use crate::runtime::{Claim, Runtime, ServedProvider};
use crate::shutdown::Shutdown;

#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Where the provider listens [default: 127.0.0.1:3010]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Let a browser hold one session only, as a Clerk instance can be set
    #[arg(long)]
    single_session: bool,
    #[command(flatten)]
    demo: demo::Wanted,
}

impl Args {
    /// What of it is configuration.
    pub fn flags(&self) -> Vec<Flag> {
        Flag::address("--listen", "provider.listen", self.listen)
            .into_iter()
            .collect()
    }
}

/// Serves until the program is told to stop.
pub async fn run(mut config: Config, args: Args) -> anyhow::Result<()> {
    logging::start(&config.log)?;
    config.provider.single_session_mode |= args.single_session;
    // Whoever works with this one must work with Clerk.
    config.provider.limits.get_or_insert(true);
    let shutdown = Shutdown::on_signal()?;
    let data = DataDir::new(&config.data.dir);
    data.prepare()?;
    let claim = Claim::new(&data)?;
    let (door, instance) = tokio::select! {
        opened = open(&config, &args, &data, &claim) => opened?,
        () = shutdown.clone().wait() => return Ok(()),
    };
    let mut webhooks = instance.send_webhooks()?;
    let result = doors::serve(vec![door], shutdown).await;
    webhooks.shutdown().await;
    if let Some(pool) = instance.pool {
        pool.close().await;
    }
    result
}

/// Everything that is needed to serve, and was announced.
async fn open(
    config: &Config,
    args: &Args,
    data: &DataDir,
    claim: &Claim,
) -> anyhow::Result<(Door, Instance)> {
    let (clock, random) = (Clock::system(), Random::from_os());
    // The address comes first: the keys name its real port, and a taken one leaves nothing behind.
    let (listener, address) =
        listen::bind("the provider", "--listen", config.provider.listen).await?;
    let instance = Instance::embedded(&config.provider, data, address, &clock, &random).await?;
    let role_path = &config.policy.role_path;
    let demo = args
        .demo
        .seed(&instance, data, role_path, &clock, &random)
        .await?;
    let runtime = Runtime::new(None, &instance, Some(address));
    claim.publish(&runtime)?;
    if let Some(provider) = &runtime.provider {
        announce(provider, &demo, data)?;
        instance.announce_mail(data)?;
    }
    let provider = instance.provider.as_ref();
    let router = provider.expect("was opened above").router();
    Ok((Door { listener, router }, instance))
}

/// Says where it is and how to sign in. Its keys are printed only when asked for, with `env`.
fn announce(provider: &ServedProvider, demo: &Demo, data: &DataDir) -> std::io::Result<()> {
    output::line(format_args!("Provider  http://{}", provider.address))?;
    demo.announce()?;
    output::line(format_args!(
        "Keys      as `understudy env --data-dir {}` prints them",
        data.path().display()
    ))
}
