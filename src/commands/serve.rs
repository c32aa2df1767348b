//! `understudy serve`: the console, and the embedded provider when no Clerk secret key is set.

use std::net::SocketAddr;
use std::time::Duration;

use ambient::{Clock, Random};
use axum::Router;
use server::Console;
use tokio::net::TcpListener;

use crate::config::{Config, Flag};
use crate::data_dir::DataDir;
use crate::demo::{Demo, Seeding};
use crate::instance::Instance;
use crate::listen;
use crate::logging;
use crate::output;
use crate::runtime::{Claim, Runtime};
use crate::shutdown::{GRACE, Shutdown};
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
    /// How many demo people a new data directory gets
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    demo_users: u32,
    /// Leave a new data directory without demo people and staff
    #[arg(long, conflicts_with = "demo_users")]
    no_demo: bool,
}

impl Args {
    /// What of it is configuration.
    pub fn flags(&self) -> Vec<Flag> {
        let flag = |name, key, address: Option<SocketAddr>| {
            address.map(|address| Flag {
                name,
                key,
                value: address.to_string(),
            })
        };
        let listen = flag("--listen", "server.listen", self.listen);
        listen
            .into_iter()
            .chain(flag(
                "--provider-listen",
                "provider.listen",
                self.provider_listen,
            ))
            .collect()
    }
}

/// Serves until the program is told to stop.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    logging::start(&config.log)?;
    let shutdown = Shutdown::on_signal()?;
    let data = DataDir::new(&config.data.dir);
    data.prepare()?;
    let claim = Claim::new(&data)?;
    let Served {
        doors,
        console,
        pools,
    } = tokio::select! {
        served = open(&config, &args, &data, &claim) => served?,
        () = shutdown.clone().wait() => return Ok(()),
    };
    let result = serve(doors, console, shutdown).await;
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
}

/// An address and what is served there.
struct Door {
    listener: TcpListener,
    router: Router,
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
    let (instance, provider_door) = if let Some(clerk) = config.clerk.instance()? {
        (Instance::at_clerk(&clerk)?, None)
    } else {
        let door =
            listen::bind("the provider", "--provider-listen", config.provider.listen).await?;
        let instance = Instance::embedded(&config.provider, data, door.1, &clock, &random).await?;
        (instance, Some(door))
    };
    let demo = match &instance.provider {
        Some(provider) if !args.no_demo => {
            let role_path = &config.policy.role_path;
            Seeding {
                provider,
                data,
                role_path,
                clock: &clock,
                random: &random,
            }
            .run(args.demo_users)
            .await?
        }
        _ => Demo::None,
    };
    let parts = wiring::parts(config, &instance, data, address, clock, random).await?;
    let pools = instance.pool.iter().chain([&parts.pool]).cloned().collect();
    let console = Console::new(parts);
    console.sweep().await;

    let provider_address = provider_door.as_ref().map(|door| door.1);
    let runtime = Runtime::new(
        &wiring::base_url(config, address),
        &instance,
        provider_address,
    );
    claim.publish(&runtime)?;
    announce(&runtime, &instance, &demo)?;
    let mut doors = vec![Door {
        listener,
        router: console.router(),
    }];
    if let (Some(provider), Some((listener, _))) = (&instance.provider, provider_door) {
        doors.push(Door {
            listener,
            router: provider.router(),
        });
    }
    Ok(Served {
        doors,
        console,
        pools,
    })
}

/// Says where everything is and how to sign in.
fn announce(runtime: &Runtime, instance: &Instance, demo: &Demo) -> std::io::Result<()> {
    output::line(format_args!("Console   {}", runtime.console))?;
    match &runtime.provider {
        Some(provider) => output::line(format_args!("Provider  http://{}", provider.address))?,
        None => output::line(format_args!("Clerk     {}", instance.label))?,
    }
    match demo {
        Demo::Fresh(sign_ins) => output::line(sign_ins.trim_end()),
        Demo::Earlier(file) => {
            output::line(format_args!("Sign-in   as noted in {}", file.display()))
        }
        Demo::None => Ok(()),
    }
}

/// Serves everything until the program is told to stop, then lets requests under way finish.
async fn serve(doors: Vec<Door>, console: Console, shutdown: Shutdown) -> anyhow::Result<()> {
    let sweeper = tokio::spawn(sweep(console));
    let mut served = tokio::task::JoinSet::new();
    for Door { listener, router } in doors {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let stop = shutdown.clone().wait();
        served.spawn(async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(stop)
                .await
        });
    }
    let all = async {
        while let Some(door) = served.join_next().await {
            door??;
        }
        anyhow::Ok(())
    };
    let result = tokio::select! {
        result = all => result,
        () = out_of_patience(shutdown) => {
            tracing::warn!("requests that were still under way were cut off");
            Ok(())
        }
    };
    sweeper.abort();
    result
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

async fn out_of_patience(shutdown: Shutdown) {
    shutdown.wait().await;
    tokio::time::sleep(GRACE).await;
}
