//! `understudy kill`: ends impersonations from the machine itself, whoever acts.

use anyhow::ensure;
use impersonation::{KillTarget, OrderedBy};

use super::orders::{Orders, Reason};
use crate::config::Config;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Target {
    /// One impersonation, by its id (imp_…)
    #[arg(long, value_name = "ID")]
    impersonation: Option<String>,
    /// All in which this person acts, by e-mail address or user id
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// All in which somebody acts as this user, by e-mail address or user id
    #[arg(long, value_name = "WHO")]
    subject: Option<String>,
    /// All there are
    #[arg(long)]
    everything: bool,
}

pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    let orders = Orders::open(&config).await?;
    let result = kill(&orders, args).await;
    orders.close().await;
    result
}

async fn kill(orders: &Orders, args: Args) -> anyhow::Result<()> {
    let target = match args.target {
        Target {
            impersonation: Some(id),
            ..
        } => KillTarget::One(id),
        Target {
            actor: Some(who), ..
        } => KillTarget::OfActor(orders.user(who).await?),
        Target {
            subject: Some(who), ..
        } => KillTarget::AsSubject(orders.user(who).await?),
        _ => KillTarget::Everything,
    };
    let killed = orders
        .impersonations
        .kill(OrderedBy::Operator, target, &args.reason.reason)
        .await?;
    output::line(format_args!("{} live, {} left", killed.live, killed.left))?;
    if killed.unconfirmed > 0 {
        output::line(format_args!(
            "The identity provider has not confirmed {} of them yet. The console that is being served asks again each minute.",
            killed.unconfirmed
        ))?;
    }
    ensure!(killed.left == 0, "Some could not be ended");
    Ok(())
}
