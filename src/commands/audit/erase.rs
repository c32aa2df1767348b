use database::Pool;
use impersonation::{Ledger, erase_person};

use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The user id of the person
    #[arg(value_name = "PERSON")]
    person: String,
    /// What asks for it, such as the number of their request; it stays in the ledger, so it should not name them
    #[arg(long, value_name = "REFERENCE")]
    request: String,
}

pub async fn run(pool: &Pool, ledger: &Ledger, args: &Args) -> anyhow::Result<()> {
    let erased = erase_person(pool, ledger, &args.person, &args.request).await?;
    output::line(format_args!("Erased  {erased} values"))?;
    Ok(())
}
