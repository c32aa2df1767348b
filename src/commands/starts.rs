//! `understudy starts`: whether impersonations can be started.

use impersonation::OrderedBy;

use super::orders::{Orders, Reason};
use crate::config::Config;
use crate::output;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Let nobody start an impersonation from now on; what runs goes on
    Stop(Reason),
    /// Let impersonations be started again
    Resume(Reason),
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let orders = Orders::open(&config).await?;
    let result = carry_out(&orders, command).await;
    orders.close().await;
    result
}

async fn carry_out(orders: &Orders, command: Command) -> anyhow::Result<()> {
    let (all, by) = (&orders.impersonations, OrderedBy::Operator);
    let words = match command {
        Command::Stop(why) if all.stop(by, &why.reason).await? => {
            "Nobody can start an impersonation from now on"
        }
        Command::Stop(_) => "Starts are stopped already",
        Command::Resume(why) if all.resume(by, &why.reason).await? => {
            "Impersonations can be started again"
        }
        Command::Resume(_) => "Starts are not stopped",
    };
    Ok(output::line(format_args!("{words}"))?)
}
