use ambient::{Clock, Random};
use impersonation::Ledger;
use impersonation::ledger::{Entry, Filter};

use super::Store;
use crate::moment;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many records
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
    /// Only records before this number
    #[arg(long, value_name = "NUMBER")]
    before: Option<i64>,
    /// Only the records of this impersonation
    #[arg(long, value_name = "ID")]
    about: Option<String>,
}

pub async fn run(store: Store, args: Args) -> anyhow::Result<()> {
    let ledger = Ledger::open(
        store.pool,
        &store.instance,
        store.key,
        Clock::system(),
        Random::from_os(),
    )
    .await?;
    let filter = args.about.map_or(Filter::Everything, Filter::About);
    for entry in ledger.list(&filter, args.before, args.limit).await? {
        output::line(line(&entry))?;
    }
    Ok(())
}

/// One record a line. Whatever somebody typed is quoted and its control characters are escaped, so
/// that a reason can neither forge a line nor command the terminal.
fn line(entry: &Entry) -> String {
    let (at, kind, about) = (moment::utc(entry.at), &entry.kind, &entry.about);
    let mut words = vec![
        format!("{:>6}", entry.seq),
        at,
        format!("{kind:<24}"),
        about.clone(),
    ];
    for (field, value) in &entry.personal {
        words.push(format!("{field}={:?}", value.words()));
    }
    for (name, value) in entry.details.as_object().into_iter().flatten() {
        match value.as_str() {
            Some(text) => words.push(format!("{name}={text:?}")),
            None => words.push(format!("{name}={value}")),
        }
    }
    words.join("  ")
}
