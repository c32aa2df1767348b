//! Puts the console's parts together.

use std::net::SocketAddr;
use std::sync::Arc;

use ambient::{Clock, Millis, Random, SECOND};
use database::Schema;
use impersonation::{DefaultPolicy, Impersonations, Ledger, LedgerKey};
use server::{ClerkIdentity, Limit, Parts, Settings, Throttling, TrustedProxies};

use crate::config::{Audience, BaseUrl, Config, SignIn};
use crate::data_dir::DataDir;
use crate::instance::Instance;
use crate::{binding, listen, site};

/// The domain on its store.
pub struct Domain {
    /// The pool of `console.db`.
    pub pool: database::Pool,
    /// From users of Clerk to people as the rules know them.
    pub identity: ClerkIdentity,
    /// All impersonations of the instance.
    pub impersonations: Impersonations,
}

/// The domain of an instance, for the console and for the command line beside it.
pub async fn domain(
    config: &Config,
    instance: &Instance,
    data: &DataDir,
    clock: &Clock,
    random: &Random,
) -> anyhow::Result<Domain> {
    binding::bind(data, &instance.label)?;
    let pool = database::open(&data.console_database(), Schema::Console).await?;
    let key = LedgerKey::load_or_create(&data.ledger_key(), random)?;
    let ledger = Ledger::open(
        pool.clone(),
        &instance.label,
        key,
        clock.clone(),
        random.clone(),
    )
    .await?;
    let identity = ClerkIdentity::new(
        instance.backend.clone(),
        instance.frontend.clone(),
        &config.policy.role_path,
    );
    let impersonations = Impersonations::new(
        pool.clone(),
        Arc::new(DefaultPolicy),
        Arc::new(identity.clone()),
        config.application.to_domain().collect(),
        ledger,
        clock.clone(),
        random.clone(),
    );
    Ok(Domain {
        pool,
        identity,
        impersonations,
    })
}

/// What the console is made of, for an instance and the address that it listens on.
pub async fn parts(
    config: &Config,
    instance: &Instance,
    data: &DataDir,
    address: SocketAddr,
    clock: Clock,
    random: Random,
) -> anyhow::Result<Parts> {
    let Domain {
        pool,
        identity,
        impersonations,
    } = domain(config, instance, data, &clock, &random).await?;
    let settings = Settings {
        base_url: base_url(config, address).url().clone(),
        instance: instance.label.clone(),
        audience: audience(config, instance),
        throttling: throttling(&config.sign_in),
        trusted_proxies: TrustedProxies::new(config.server.trusted_proxies.to_vec()),
        webhooks: config.clerk.webhooks()?,
        patience: server::PATIENCE,
        leptos: site::options(config.server.site_root.as_deref()),
    };
    Ok(Parts {
        pool,
        backend: instance.backend.clone(),
        frontend: instance.frontend.clone(),
        issuer: instance.issuer.clone(),
        identity,
        impersonations,
        settings,
        sealing_key: data.load_or_create_sealing_key(&random)?,
        clock,
        random,
    })
}

/// How browsers reach the console: as configured, else the address it listens on.
pub fn base_url(config: &Config, address: SocketAddr) -> BaseUrl {
    config
        .server
        .base_url
        .clone()
        .unwrap_or_else(|| BaseUrl::http(listen::reachable(address)))
}

/// The embedded provider's people are there to be tried; Clerk's customers have their own application.
fn audience(config: &Config, instance: &Instance) -> server::Audience {
    match config.sign_in.audience {
        Some(Audience::Everyone) => server::Audience::Everyone,
        None if instance.provider.is_some() => server::Audience::Everyone,
        Some(Audience::Staff) | None => server::Audience::Staff,
    }
}

fn throttling(config: &SignIn) -> Throttling {
    let limit = |tries, seconds: u32| Limit {
        tries,
        longest_wait: Millis::from(seconds) * SECOND,
    };
    Throttling {
        address_at_account: limit(config.tries, config.longest_wait_seconds),
        address: limit(config.tries_per_address, config.longest_wait_seconds),
        account: limit(
            config.tries_per_account,
            config.longest_account_wait_seconds,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_configured_is_as_the_console_has_it() {
        assert_eq!(throttling(&SignIn::default()), Throttling::default());
    }
}
