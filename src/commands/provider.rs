//! `understudy provider`: the embedded provider alone, as a local Clerk for tests and development.

use std::net::SocketAddr;
use std::path::PathBuf;

use ambient::{Clock, Random};
use anyhow::ensure;
use tokio_rustls::TlsAcceptor;

use crate::authority::Authority;
use crate::config::{BaseUrl, Config, Flag};
use crate::data_dir::{DataDir, write_private_note};
use crate::demo::{self, Demo};
use crate::doors::{self, Door};
use crate::instance::Instance;
use crate::listen::{self, reachable};
use crate::logging;
use crate::moment;
use crate::offset::Offset;
use crate::output;
use crate::runtime::{Claim, Runtime, ServedProvider};
use crate::shutdown::Shutdown;
use crate::tls;

#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Where the provider listens [default: 127.0.0.1:3010]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Let a browser hold one session only, as a Clerk instance can be set
    #[arg(long)]
    single_session: bool,
    /// Put its clock forward or back, as in +2h or -30m: for tests of what expires
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    clock: Option<Offset>,
    /// Serve https instead of http, with a certificate of a local authority that is kept in the data directory
    #[arg(long)]
    tls: bool,
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
    let data = DataDir::new(&config.data);
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
    let offset = args.clock.as_ref();
    let clock = offset.map_or_else(Clock::system, |offset| Clock::shifted(offset.span()));
    let random = Random::from_os();
    // The address comes first: the keys name its real port, and a taken one leaves nothing behind.
    let (listener, address) =
        listen::bind("the provider", "--listen", config.provider.listen).await?;
    let mut url = BaseUrl::http(reachable(address));
    let (tls, authority) = if args.tls {
        url = url.over_https();
        let (acceptor, authority) = over_https(data, reachable(address))?;
        (Some(acceptor), Some(authority))
    } else {
        (None, None)
    };
    let instance = Instance::embedded(&config.provider, data, &url, &clock, &random).await?;
    instance.warm_up();
    let role_path = &config.policy.role_path;
    let demo = args
        .demo
        .seed(&instance, data, role_path, &clock, &random)
        .await?;
    let runtime = Runtime::new(None, &instance, Some((url, authority)));
    claim.publish(&runtime)?;
    if let Some(provider) = &runtime.provider {
        announce(provider, &demo, data)?;
        if let Some(offset) = offset {
            let now = moment::utc(clock.now());
            output::line(format_args!("Clock     {now} ({offset})"))?;
        }
        instance.announce_mail(data)?;
    }
    let provider = instance.provider.as_ref();
    let router = provider.expect("was opened above").router();
    let door = Door {
        listener,
        tls,
        router,
    };
    Ok((door, instance))
}

/// What answers with a certificate for `address`, and the file of the authority that vouches for it. Both go by
/// the machine's own clock, as those who ask do.
fn over_https(data: &DataDir, address: SocketAddr) -> anyhow::Result<(TlsAcceptor, PathBuf)> {
    ensure!(
        address.ip().is_loopback(),
        "The certificate of --tls is good on this machine only, and {address} is reached from others; choose a loopback address with --listen"
    );
    let now = Clock::system().now();
    let authority = Authority::load_or_renew(data, now)?;
    let (certificate, key) = authority.vouch(address.ip(), now)?;
    let [certificate_file, key_file] = data.certificate();
    write_private_note(&key_file, key.serialize_pem().as_bytes())?;
    write_private_note(&certificate_file, certificate.pem().as_bytes())?;
    let file = authority.file().to_owned();
    Ok((tls::acceptor(certificate, &key)?, file))
}

/// Says where it is and how to sign in. Its keys are printed only when asked for, with `env`.
fn announce(provider: &ServedProvider, demo: &Demo, data: &DataDir) -> std::io::Result<()> {
    output::line(format_args!("Provider  {}", provider.url))?;
    demo.announce()?;
    if let Some(file) = &provider.authority {
        let file = file.display();
        output::line(format_args!("Trust     the authority in {file}"))?;
    }
    output::line(format_args!(
        "Keys      as `understudy env {}` prints them",
        data.flags()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_reached_from_other_machines_gets_no_certificate() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::at(folder.path());
        let address = "192.0.2.1:3010".parse().expect("an address");
        let refused = over_https(&data, address).err().expect("is refused");
        assert!(
            refused.to_string().contains("192.0.2.1:3010 is reached"),
            "{refused}"
        );
        assert!(!data.authority().exists());
    }
}
