use impersonation::Ledger;
use impersonation::ledger::{Held, Hold};

use crate::{moment, output};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Keep everything with a person, or about an impersonation, from retention and erasure
    Add(Add),
    /// Print the holds in force, the oldest first
    List,
    /// Lift a hold
    Lift(Lift),
}

#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    what: What,
    /// Why: the claim, the case, who asked for it
    #[arg(long, value_name = "WHY")]
    reason: String,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The user id of the person
    #[arg(long, value_name = "USER")]
    person: Option<String>,
    /// The id of the impersonation
    #[arg(long, value_name = "ID")]
    impersonation: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Lift {
    /// The hold, as it was named when it was added
    #[arg(value_name = "HOLD")]
    id: String,
    /// Why it is over
    #[arg(long, value_name = "WHY")]
    reason: String,
}

pub async fn run(ledger: &Ledger, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add(Add { what, reason }) => {
            let held = match (what.person, what.impersonation) {
                (Some(person), _) => Held::Person(person),
                (None, id) => Held::Impersonation(id.unwrap_or_default()),
            };
            output::line(ledger.add_hold(&held, &reason).await?)?;
        }
        Command::List => {
            for hold in ledger.holds().await? {
                output::line(line(&hold))?;
            }
        }
        Command::Lift(Lift { id, reason }) => ledger.lift_hold(&id, &reason).await?,
    }
    Ok(())
}

fn line(hold: &Hold) -> String {
    let (kind, id) = match &hold.held {
        Held::Person(person) => ("person", person),
        Held::Impersonation(id) => ("impersonation", id),
    };
    format!(
        "{}  {}  {kind}={}  reason={:?}",
        output::printable(&hold.id),
        moment::utc(hold.at),
        output::printable(id),
        hold.reason
    )
}
