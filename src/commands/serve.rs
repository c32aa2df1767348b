//! `understudy serve`: the console, and the embedded provider when no Clerk secret key is set.

use std::net::SocketAddr;
use std::time::Duration;

use ambient::{Clock, Random};
use server::Console;
use tokio::task::JoinSet;

use crate::audit::Duties;
use crate::config::{BaseUrl, Config, Flag};
use crate::data_dir::DataDir;
use crate::demo::{self, Demo};
use crate::doors::{self, Door};
use crate::instance::Instance;
use crate::listen::{self, reachable};
use crate::logging;
use crate::output;
use crate::runtime::{Claim, Runtime};
use crate::shutdown::Shutdown;
use crate::wiring;

/// How often what nobody ended is ended.
const SWEEP: Duration = Duration::from_mins(1);

#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Where the console listens [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Where the embedded provider listens [default: 127.0.0.1:3010]
    #[arg(long, value_name = "ADDR")]
    provider_listen: Option<SocketAddr>,
    #[command(flatten)]
    demo: demo::Wanted,
}

impl Args {
    /// What of it is configuration.
    pub fn flags(&self) -> Vec<Flag> {
        let listen = Flag::address("--listen", "server.listen", self.listen);
        let provider_listen =
            Flag::address("--provider-listen", "provider.listen", self.provider_listen);
        listen.into_iter().chain(provider_listen).collect()
    }
}

/// Serves until the program is told to stop.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    logging::start(&config.log)?;
    let shutdown = Shutdown::on_signal()?;
    let data = DataDir::new(&config.data);
    data.prepare()?;
    let claim = Claim::new(&data)?;
    let Served {
        doors,
        console,
        pools,
        mut webhooks,
        duties,
    } = tokio::select! {
        served = open(&config, &args, &data, &claim) => served?,
        () = shutdown.clone().wait() => return Ok(()),
    };
    let sweeper = tokio::spawn(sweep(console));
    let result = doors::serve(doors, shutdown).await;
    sweeper.abort();
    duties.finish().await;
    webhooks.shutdown().await;
    for pool in pools {
        pool.close().await;
    }
    result
}

/// Everything that is needed to serve, and was announced.
struct Served {
    doors: Vec<Door>,
    console: Console,
    pools: Vec<database::Pool>,
    /// What sends the embedded provider's webhooks.
    webhooks: JoinSet<()>,
    /// What is done with the ledger beside writing it.
    duties: Duties,
}

async fn open(
    config: &Config,
    args: &Args,
    data: &DataDir,
    claim: &Claim,
) -> anyhow::Result<Served> {
    let (clock, random) = (Clock::system(), Random::from_os());
    // Addresses come first: the provider's keys name its real port, and a taken one stops the program
    // before it has made anything.
    let (listener, address) = listen::bind("the console", "--listen", config.server.listen).await?;
    let (instance, provider_door) = if let Some(clerk) = config.at_clerk()? {
        (Instance::at_clerk(&clerk, &clock)?, None)
    } else {
        let (listener, address) =
            listen::bind("the provider", "--provider-listen", config.provider.listen).await?;
        let url = BaseUrl::http(reachable(address));
        let instance = Instance::embedded(&config.provider, data, &url, &clock, &random).await?;
        (instance, Some((listener, url)))
    };
    instance.warm_up();
    let role_path = &config.policy.role_path;
    let demo = args
        .demo
        .seed(&instance, data, role_path, &clock, &random)
        .await?;
    let parts = wiring::parts(config, &instance, data, address, clock.clone(), random).await?;
    let ledger = parts.impersonations.ledger();
    let duties = Duties::begin(&config.audit, data, &parts.pool, ledger, &clock).await?;
    let pools = instance.pool.iter().chain([&parts.pool]).cloned().collect();
    let console = Console::new(parts);
    console.sweep().await;

    let provider = provider_door.as_ref().map(|(_, url)| (url.clone(), None));
    let runtime = Runtime::new(
        Some(&wiring::base_url(config, address)),
        &instance,
        provider,
    );
    claim.publish(&runtime)?;
    announce(&runtime, &instance, &demo, data)?;
    let mut doors = vec![Door {
        listener,
        tls: None,
        router: console.router(),
    }];
    if let (Some(provider), Some((listener, _))) = (&instance.provider, provider_door) {
        doors.push(Door {
            listener,
            tls: None,
            router: provider.router(),
        });
    }
    Ok(Served {
        doors,
        console,
        pools,
        webhooks: instance.send_webhooks()?,
        duties,
    })
}

/// Says where everything is and how to sign in.
fn announce(
    runtime: &Runtime,
    instance: &Instance,
    demo: &Demo,
    data: &DataDir,
) -> std::io::Result<()> {
    if let Some(console) = &runtime.console {
        output::line(format_args!("Console   {console}"))?;
    }
    match &runtime.provider {
        Some(provider) => output::line(format_args!("Provider  {}", provider.url))?,
        None => output::line(format_args!("Clerk     {}", instance.label))?,
    }
    demo.announce()?;
    instance.announce_mail(data)
}

async fn sweep(console: Console) {
    let mut minute = tokio::time::interval(SWEEP);
    // The first tick comes at once, and that sweep was done before the doors opened.
    minute.tick().await;
    loop {
        minute.tick().await;
        console.sweep().await;
    }
}
